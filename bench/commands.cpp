// Durable commands in process, views off, beside a loop that appends the same bytes in the same
// batches and syncs each.
#include "bench/house.hpp"
#include "bench/raw_rocks.hpp"
#include "bench/suites.hpp"

namespace dossier::bench {
namespace {

constexpr int rounds = 9;
constexpr double goal = 0.5;

struct Runs {
    std::vector<double> ours, raw;  // entries a second
    std::vector<double> latency_us;
    double batch = 0;  // entries, on average
};

void run(House& house, Workload& workload, RawRocks& raw, std::size_t commands, std::size_t clients,
         Runs& runs) {
    const std::vector<Asked> all = workload.next(commands);
    house.journal().take();
    const Sent sent = house.send(all, clients);
    expect_accepted(sent.refused, commands, sent.a_rule);
    runs.latency_us.insert(runs.latency_us.end(), sent.latency_us.begin(), sent.latency_us.end());

    const RecordingJournal::Batches batches = house.journal().take();
    std::size_t entries = 0;
    const Watch watch;
    for (const auto& batch : batches) {
        raw.append(batch);
        entries += batch.size();
    }
    const double raw_seconds = watch.seconds();
    runs.ours.push_back(static_cast<double>(entries) / sent.seconds);
    runs.raw.push_back(static_cast<double>(entries) / raw_seconds);
    runs.batch = static_cast<double>(entries) / static_cast<double>(batches.size());
}

}  // namespace

void commands(const Options& options, Report& report) {
    const Scratch scratch(options.scratch);
    House house(scratch.path() / "house");
    RawRocks raw(scratch.path() / "raw", 1);
    Workload workload(options.seed, options.commands / 10);

    report.title("Commands: durable, in process, views off");
    const Sent founded = house.send(workload.population(), 64);
    expect_accepted(founded.refused, founded.latency_us.size(), founded.a_rule);
    for (const std::size_t clients : {1, 8, 64}) {
        Runs runs;
        for (int round = 0; round < rounds; ++round)
            run(house, workload, raw, options.commands / (clients == 1 ? 100 : 20) + 1, clients,
                runs);
        const std::string who = std::to_string(clients) + (clients == 1 ? " client" : " clients");
        report.add({.name = "commands, " + who,
                    .value = median(runs.ours),
                    .unit = "1/s",
                    .baseline = median(runs.raw),
                    .goal = goal});
        for (const auto& [name, part] : {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}})
            report.add({.name = "  answered, " + std::string(name) + ", " + who,
                        .value = quantile(runs.latency_us, part),
                        .unit = "us",
                        .higher_is_better = false});
        report.add({.name = "  entries per append, " + who, .value = runs.batch, .unit = "1"});
    }
}

}  // namespace dossier::bench
