// How long a start takes, and that it does not grow with the journal; what an event weighs.
#include "bench/house.hpp"
#include "bench/suites.hpp"

namespace dossier::bench {
namespace {

constexpr std::size_t portion = 10'000;
constexpr double start_seconds_max = 1;

std::uint64_t bytes_under(const std::filesystem::path& path) {
    std::uint64_t bytes = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(path))
        if (file.is_regular_file()) bytes += file.file_size();
    return bytes;
}

}  // namespace

void start_up(const Options& options, Report& report) {
    report.title("Start-up: journal and state opened, what is missing folded");
    const Scratch scratch(options.scratch);
    auto house = std::make_unique<House>(scratch.path());
    Workload workload(options.seed, options.entries_max / 10);
    std::size_t entries = house->send(workload.population(), 64).accepted;
    std::uint64_t appended = 0, weight = 0;
    for (std::size_t goal = portion; goal <= options.entries_max; goal *= 10) {
        while (entries < goal) {
            entries += house->send(workload.next(portion), 256).accepted;
            for (const auto& batch : house->journal().take())
                for (const std::string& entry : batch) ++appended, weight += entry.size();
        }
        std::vector<double> seconds;
        for (int round = 0; round < 5; ++round) {
            house->close();
            const Watch watch;
            house->open();
            seconds.push_back(watch.seconds());
        }
        report.add({.name = "start with " + std::to_string(entries) + " entries",
                    .value = median(seconds),
                    .unit = "s",
                    .goal = start_seconds_max,
                    .higher_is_better = false});
    }
    const auto per_entry = [&](std::uint64_t bytes, std::size_t of) {
        return static_cast<double>(bytes) / static_cast<double>(of);
    };
    if (appended > 0)
        report.add({.name = "bytes of an entry",
                    .value = per_entry(weight, appended),
                    .unit = "B",
                    .higher_is_better = false});
    for (const char* part : {"journal", "state", "keys"})
        report.add({.name = "bytes on disk per entry, " + std::string(part),
                    .value = per_entry(bytes_under(scratch.path() / part), entries),
                    .unit = "B",
                    .higher_is_better = false});
}

}  // namespace dossier::bench
