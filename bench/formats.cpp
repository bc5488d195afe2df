// What the description costs: JSON out and in, bytes out and in, in time on the processor.
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
    const auto measure = [&](const char* name, const std::function<void(std::size_t)>& once) {
        std::vector<double> times;
        for (int round = 0; round < rounds; ++round) {
            const double begun = cpu_seconds();
            for (std::size_t i = 0; i < samples; ++i) once(i);
            times.push_back(cpu_seconds() - begun);
        }
        report.add({.name = name,
                    .value = median(times) / samples * 1e6,
                    .unit = "us",
                    .higher_is_better = false});
    };
    measure("read a command, every rule checked", [&](std::size_t i) {
        Object read(*type);
        sink += read_command(*type, read.get(), texts[i % texts.size()]).size();
    });
    measure("JSON out", [&](std::size_t i) { sink += to_json(*type, objects[i].get()).size(); });
    measure("JSON in, tolerant", [&](std::size_t i) {
        Object read(*type);
        sink += from_json(*type, read.get(), texts[i % texts.size()]).size();
    });
    measure("canonical JSON",
            [&](std::size_t i) { sink += canonical_json(texts[i % texts.size()])->size(); });
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
