// What the description costs: JSON out and in, bytes out and in, in time on the processor; beside
// what Boost.JSON takes to parse or write the same text.
#include "bench/raw_json.hpp"
#include "bench/suites.hpp"
#include "bench/workload.hpp"
#include "domain/catalog.hpp"
#include "schema/binary.hpp"

namespace dossier::bench {
namespace {

constexpr int rounds = 5;
constexpr std::size_t samples = 2'000;

}  // namespace

void formats(const Options& options, Report& report) {
    report.title("Formats: one OpenCase, one thread");
    Workload workload(options.seed, 100);
    const Type* type = nullptr;
    std::vector<std::string> texts;
    for (const Asked& asked : workload.population()) {
        if (asked.type != "OpenCase") continue;
        type = aggregate_answering(asked.type)->command(asked.type)->type;
        texts.push_back(asked.data);
    }
    std::vector<Object> objects;
    for (std::size_t i = 0; i < samples; ++i) {
        objects.emplace_back(*type);
        read_command(*type, objects.back().get(), texts[i % texts.size()]);
    }
    const Decoder decoder(*type, stored_description(*type));
    std::size_t sink = 0, bytes_all = 0;
    for (const std::string& text : texts) bytes_all += text.size();
    report.add({.name = "bytes of a command",
                .value = static_cast<double>(bytes_all) / static_cast<double>(texts.size()),
                .unit = "B"});
    using Once = std::function<void(std::size_t)>;
    const auto time_us = [](const Once& once) {
        std::vector<double> times;
        for (int round = 0; round < rounds; ++round) {
            const double begun = cpu_seconds();
            for (std::size_t i = 0; i < samples; ++i) once(i);
            times.push_back(cpu_seconds() - begun);
        }
        return median(times) / samples * 1e6;
    };
    std::vector<RawJson> parsed;
    for (const std::string& text : texts) parsed.emplace_back(text);
    const double parse_us = time_us([&](std::size_t i) {
        const RawJson read(texts[i % texts.size()]);
        ++sink;
    });
    const double write_us =
        time_us([&](std::size_t i) { sink += parsed[i % parsed.size()].text().size(); });
    const auto measure = [&](const char* name, const Once& once,
                             std::optional<double> beside = {}) {
        report.add({.name = name,
                    .value = time_us(once),
                    .unit = "us",
                    .baseline = beside,
                    .higher_is_better = false});
    };
    measure(
        "read a command, every rule checked",
        [&](std::size_t n) {
            Object read(*type);
            sink += read_command(*type, read.get(), texts[n % texts.size()]).size();
        },
        parse_us);
    measure(
        "JSON out", [&](std::size_t n) { sink += to_json(*type, objects[n].get()).size(); },
        write_us);
    measure(
        "JSON in, tolerant",
        [&](std::size_t n) {
            Object read(*type);
            sink += from_json(*type, read.get(), texts[n % texts.size()]).size();
        },
        parse_us);
    measure(
        "canonical JSON",
        [&](std::size_t n) { sink += canonical_json(texts[n % texts.size()])->size(); },
        parse_us + write_us);
    measure("bytes out", [&](std::size_t i) { sink += encode(*type, objects[i].get()).size(); });
    std::vector<std::string> bytes;
    for (const Object& object : objects) bytes.push_back(encode(*type, object.get()));
    measure("bytes in", [&](std::size_t i) {
        Object read(*type);
        decoder.decode(read.get(), bytes[i]);
        sink += read.get() != nullptr;
    });
    if (sink == 0) report.title("nothing was measured");
}

}  // namespace dossier::bench
