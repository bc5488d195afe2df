#include "consumers/data_directory.hpp"

#include "base/version.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace dossier {
namespace {

namespace fs = std::filesystem;

constexpr int partitions_max = 1024;

[[noreturn]] void refuse(const fs::path& directory, const std::string& why) {
    throw StoreError(directory.string() + ": " + why);
}

void write_format(const fs::path& directory, const DataFormat& format) {
    std::ofstream out(directory / "format");
    out << "dossier-data " << format.format << "\nprogram " << format.program << "\npartitions "
        << format.partitions << '\n';
    if (!out.flush()) refuse(directory, "cannot be written to");
}

/// -1 when the directory has no such file.
int open_owner(const fs::path& directory, int flags) {
    return ::open((directory / "owner").c_str(), flags | O_CLOEXEC, 0600);
}

std::string first_line(int file) {
    char text[32] = {};
    const ssize_t n = ::pread(file, text, sizeof text - 1, 0);
    const std::string line(text, n > 0 ? static_cast<std::size_t>(n) : 0);
    return line.substr(0, line.find('\n'));
}

/// A first start that was cut off leaves an owner; another process's keys may have been laid here.
bool is_new(const fs::path& directory) {
    static const std::set<fs::path> before_the_first_start = {"owner", "root.key", "token.key",
                                                              "token", "lost+found"};
    if (!fs::exists(directory)) return true;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory))
        if (!before_the_first_start.contains(entry.path().filename())) return false;
    return true;
}

}  // namespace

std::optional<DataFormat> read_format(const fs::path& directory) {
    std::ifstream in(directory / "format");
    if (!in) {
        if (is_new(directory)) return {};
        refuse(directory, "is not empty and is no data directory; name another one");
    }
    DataFormat found;
    std::string magic, program, partitions;
    in >> magic >> found.format >> program >> found.program >> partitions >> found.partitions;
    if (in && magic == "dossier-data" && found.format > data_format)
        refuse(directory, "was made by Dossier " + found.program + " in data format " +
                              std::to_string(found.format) + "; this is Dossier " +
                              std::string(program_version) + ", which reads format " +
                              std::to_string(data_format) + " at most");
    if (!in || magic != "dossier-data" || program != "program" || partitions != "partitions" ||
        found.partitions < 1 || found.partitions > partitions_max)
        refuse(directory, "the file `format` is damaged");
    return found;
}

DataDirectory::DataDirectory(const rocks::Disk& disk, int partitions_of_a_new_one) : disk_(disk) {
    const std::optional<DataFormat> found = read_format(disk.root);
    fs::create_directories(disk.root);
    hold();
    format_ = found.value_or(
        DataFormat{.program = std::string(program_version), .partitions = partitions_of_a_new_one});
    if (!found) write_format(disk.root, format_);
}

void DataDirectory::hold() {
    owner_ = open_owner(disk_.root, O_RDWR | O_CREAT);
    if (owner_ < 0) refuse(disk_.root, "cannot be written to");
    if (::flock(owner_, LOCK_EX | LOCK_NB) != 0) {
        const std::string who = first_line(owner_);
        ::close(owner_);
        refuse(disk_.root, "process " + who + " has it open; stop it first, or ask it over HTTP");
    }
    const std::string who = std::to_string(::getpid()) + '\n';
    if (::ftruncate(owner_, 0) != 0 ||
        ::pwrite(owner_, who.data(), who.size(), 0) != static_cast<ssize_t>(who.size()))
        refuse(disk_.root, "cannot be written to");
}

DataDirectory::~DataDirectory() {
    if (owner_ >= 0) ::close(owner_);
}

std::optional<int> owner_of(const fs::path& directory) {
    const int file = open_owner(directory, O_RDONLY);
    if (file < 0) return {};
    std::optional<int> owner;
    if (::flock(file, LOCK_SH | LOCK_NB) != 0) owner = std::atoi(first_line(file).c_str());
    ::close(file);
    return owner;
}

}  // namespace dossier
