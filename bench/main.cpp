// dossier_bench: what we claim, measured beside what others do, in the same run.
#include "bench/idle.hpp"
#include "bench/kafka_street.hpp"
#include "bench/suites.hpp"
#include "bench/workload.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

using namespace dossier::bench;

namespace {

void print_shares() {
    std::printf("The mix of what is built:");
    for (const Workload::Share& share : Workload::shares())
        std::printf(" %s %.1f %%", share.command.c_str(), share.percent);
    std::puts("");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures the house beside raw loops of the libraries it stands on.");
    Options options{.seed = default_seed, .scratch = "."};
    std::string profile = "S";
    bool json = false;
    std::vector<std::string> only;
    app.add_option("--profile", profile, "S: one tenant, sized by --commands")
        ->check(CLI::IsMember({"S"}));
    app.add_option("--commands", options.commands, "How many commands there are in all")
        ->check(CLI::Range(1'000, 10'000'000));
    app.add_option("--entries", options.entries_max, "How long a journal start-up is tried with");
    app.add_option("--dead-rows", options.dead_rows_max, "How many dead rows lists are tried with");
    app.add_option("--seed", options.seed, "Of the workload");
    app.add_option("--dir", options.scratch, "Where to make, and remove, what is measured");
    app.add_flag("--json", json, "Rows of JSON");
    app.add_option("only", only,
                   "formats, commands, views, lists, queries, http, startup, kafka, handover; all "
                   "when none is named, kafka and handover where there is a broker");
    app.add_option("--kafka", options.brokers,
                   "host:port,…: a broker, such as 'tools/kafka start --full-jit' makes")
        ->envname("DOSSIER_KAFKA");
    std::string idle;
    app.add_option("--idle", idle, "Be the idle server whose memory is measured")->group("");
    std::string process, prefix;
    app.add_option("--command-process", process, "Be a process with the role command")->group("");
    app.add_option("--kafka-prefix", prefix, "Of the house that it decides for")->group("");
    CLI11_PARSE(app, argc, argv);
    const auto wanted = [&](const char* name) {
        return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
    };
    try {
        if (!idle.empty()) return serve_idle(idle), 0;
        if (!process.empty()) return be_command_process(options.brokers, prefix, process), 0;
        if (!json) print_shares();
        Report report(json);
        if (wanted("formats")) formats(options, report);
        if (wanted("commands")) commands(options, report);
        if (wanted("commands")) keeping_up(options, report);
        if (wanted("views")) projecting(options, report);
        if (wanted("lists")) lists(options, report);
        if (wanted("queries")) querying(options, report);
        if (wanted("http")) over_http(options, report);
        if (wanted("startup")) start_up(options, report);
        if (!options.brokers.empty()) {
            if (wanted("kafka")) on_kafka(options, report);
            if (wanted("handover")) handover(options, report);
        } else if (!only.empty() && (wanted("kafka") || wanted("handover"))) {
            throw std::runtime_error("kafka and handover need a broker: --kafka host:port");
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "dossier_bench: %s\n", error.what());
        return 1;
    }
    return 0;
}
