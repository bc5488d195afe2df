#pragma once
// What is measured, a file each.
#include "bench/measure.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace dossier::bench {

struct Options {
    std::size_t commands = 20'000;
    std::uint64_t seed = 0;
    std::size_t entries_max = 100'000;    // how far start-up is tried
    std::size_t dead_rows_max = 100'000;  // how far lists are tried
    std::filesystem::path scratch;        // where directories are made, and removed
    std::string brokers;                  // host:port,…; empty: what needs Kafka is left out
};

void formats(const Options&, Report&);
void commands(const Options&, Report&);
void keeping_up(const Options&, Report&);
void projecting(const Options&, Report&);
void lists(const Options&, Report&);
void querying(const Options&, Report&);
void over_http(const Options&, Report&);
void start_up(const Options&, Report&);
void on_kafka(const Options&, Report&);
void handover(const Options&, Report&);

}  // namespace dossier::bench
