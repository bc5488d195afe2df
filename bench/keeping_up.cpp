// Durable commands while the views fold them: how far they fall behind, and for how long.
#include "bench/served.hpp"
#include "bench/suites.hpp"

namespace dossier::bench {
namespace {

constexpr int rounds = 5;

}  // namespace

void keeping_up(const Options& options, Report& report) {
    report.title("Commands: durable, in process, 64 clients, views keeping up");
    const Scratch scratch(options.scratch);
    Served served(scratch.path() / "house");
    Workload workload(options.seed, options.commands / 10);
    served.send(workload.population(), 64);
    served.wait_for_views();
    std::vector<double> rates, behind, seconds;
    for (int round = 0; round < rounds; ++round) {
        const std::vector<Asked> all = workload.next(options.commands / 5);
        const Sent sent = served.send(all, 64);
        expect_accepted(sent.refused, all.size(), sent.a_rule);
        behind.push_back(static_cast<double>(served.behind()));
        const Watch watch;
        served.wait_for_views();
        seconds.push_back(watch.seconds());
        rates.push_back(static_cast<double>(sent.accepted) / sent.seconds);
    }
    report.add({.name = "commands, 64 clients, views on", .value = median(rates), .unit = "1/s"});
    report.add({.name = "  entries behind at the end",
                .value = median(behind),
                .unit = "1",
                .higher_is_better = false});
    report.add({.name = "  until the views had caught up",
                .value = median(seconds),
                .unit = "s",
                .higher_is_better = false});
}

}  // namespace dossier::bench
