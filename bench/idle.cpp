#include "bench/idle.hpp"

#include "bench/served.hpp"

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace dossier::bench {
namespace {

constexpr std::chrono::seconds settle{2};

double resident_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmRSS:") {
            double kib = 0;
            status >> kib;
            return kib / 1024;
        }
    throw std::runtime_error("the system does not say how much memory is used");
}

}  // namespace

double idle_mib(const std::filesystem::path& directory) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string line = "'" + program + "' --idle '" + directory.string() + "'";
    std::FILE* said = ::popen(line.c_str(), "r");
    if (said == nullptr) throw std::runtime_error("cannot start " + program);
    double mib = 0;
    const bool read = std::fscanf(said, "%lf", &mib) == 1;
    if (::pclose(said) != 0 || !read) throw std::runtime_error("the idle server ended early");
    return mib;
}

void serve_idle(const std::filesystem::path& directory) {
    const Served served(directory, {.http = true});
    served.wait_for_views();
    std::this_thread::sleep_for(settle);
    std::printf("%.2f\n", resident_mib());
}

}  // namespace dossier::bench
