// How long a start takes, that it does not grow with the journal, and what the server then holds
// in memory; what an event weighs.
#include "bench/idle.hpp"
#include "bench/served.hpp"
#include "bench/suites.hpp"

namespace dossier::bench {
namespace {

constexpr std::size_t portion = 10'000;
constexpr double start_seconds_max = 1, idle_mib_max = 80;
constexpr int rounds = 5;

double bytes_under(const std::filesystem::path& path) {
    std::uint64_t bytes = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(path))
        if (file.is_regular_file()) bytes += file.file_size();
    return static_cast<double>(bytes);
}

/// Goes on with the workload until the journal is so long and the views are there; not synced.
std::size_t grow(const std::filesystem::path& path, Workload& workload, std::size_t goal) {
    Served served(path, {.sync = false});
    if (served.entries() == 0) served.send(workload.population(), 256);
    while (served.entries() < goal) {
        served.send(workload.next(portion), 256);
        progress("entries", static_cast<double>(served.entries()) / static_cast<double>(goal));
    }
    served.wait_for_views();
    return served.entries();
}

/// House and HTTP, up to where they listen.
double start_seconds(const std::filesystem::path& path) {
    const Watch watch;
    const Served served(path, {.http = true});
    return watch.seconds();
}

void weigh(const std::filesystem::path& path, std::size_t entries, Report& report) {
    double bytes = 0, events = 0;
    {
        const Served served(path);
        for (Position from = 0; from < entries;) {
            const auto records = served.journal().read(0, from, {});
            for (const Recorded& record : records) {
                bytes += static_cast<double>(record.bytes.size());
                events += static_cast<double>(entry_from(record.bytes).events.size());
            }
            from += records.size();
        }
    }
    const auto add = [&](const std::string& name, double value) {
        report.add({.name = name, .value = value, .unit = "B", .higher_is_better = false});
    };
    add("bytes of an entry", bytes / static_cast<double>(entries));
    add("bytes of its entry, per event", bytes / events);
    for (const char* part : {"journal", "state", "views", "keys"})
        add("bytes on disk per event, " + std::string(part), bytes_under(path / part) / events);
}

}  // namespace

void start_up(const Options& options, Report& report) {
    report.title("Start-up: everything opened, what is missing folded, until it listens");
    const Scratch scratch(options.scratch);
    const std::filesystem::path path = scratch.path() / "data";
    Workload workload(options.seed, options.entries_max / 10);
    std::size_t entries = 0;
    for (std::size_t goal = portion; goal <= options.entries_max; goal *= 10) {
        entries = grow(path, workload, goal);
        std::vector<double> seconds;
        for (int round = 0; round < rounds; ++round) seconds.push_back(start_seconds(path));
        const std::string with = " with " + std::to_string(entries) + " entries";
        report.add({.name = "start" + with,
                    .value = median(seconds),
                    .unit = "s",
                    .goal = start_seconds_max,
                    .higher_is_better = false});
        report.add({.name = "memory of an idle server" + with,
                    .value = idle_mib(path),
                    .unit = "MiB",
                    .goal = idle_mib_max,
                    .higher_is_better = false});
    }
    if (entries > 0) weigh(path, entries, report);
}

}  // namespace dossier::bench
