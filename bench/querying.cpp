// What is asked most, answered in process, beside what RocksDB takes for rows of the same weight.
#include "projections/queries.hpp"

#include "base/big_endian.hpp"
#include "bench/house.hpp"
#include "bench/raw_rocks.hpp"
#include "bench/suites.hpp"
#include "projections/views.hpp"

#include <stdexcept>

namespace dossier::bench {
namespace {

constexpr std::size_t questions = 500, page = 50;
constexpr int rounds = 5;

/// Time on the processor for one call, the median of some rounds.
double once_us(const std::function<void(std::size_t)>& call) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const double begun = cpu_seconds();
        for (std::size_t i = 0; i < questions; ++i) call(i);
        times.push_back((cpu_seconds() - begun) / questions * 1e6);
    }
    return median(times);
}

std::string key_of(std::size_t i) {
    std::string key;
    put(key, static_cast<std::uint64_t>(i % questions));
    return key;
}

/// So many rows of so many bytes each.
void fill(RawRocks& raw, std::size_t bytes) {
    std::vector<RawWrite> writes;
    for (std::size_t i = 0; i < questions; ++i)
        writes.push_back({0, RawWrite::put, key_of(i), std::string(bytes, 'x')});
    raw.write(writes);
}

std::string uuid_in(const std::string& stream) { return stream.substr(stream.find('/') + 1); }

}  // namespace

void querying(const Options& options, Report& report) {
    report.title("Queries: in process, one thread");
    const Scratch scratch(options.scratch);
    House house(scratch.path());
    Workload workload(options.seed, options.commands / 10);
    house.send(workload.population(), 256);
    house.send(workload.next(options.commands), 256);
    house.close();
    Views views({scratch.path() / "views"}, 0, house.journal(), house.keys());
    views.catch_up();
    const Queries queries(views, house.journal(), house.keys(), house.clock());

    const auto ask = [&](const std::string& path,
                         const std::multimap<std::string, std::string, std::less<>>& parameters) {
        const auto found = queries.answer({{tenant, UserId{workload.admin()}}, path, parameters});
        if (!found) throw std::runtime_error("nothing answers " + path);
        if (found->why)
            throw std::runtime_error(path + " was refused: " + std::string(found->why->rule));
        return found->json.size();
    };
    const auto client = [&](std::size_t i) {
        return uuid_in(workload.contacts()[i % workload.contacts().size()]);
    };
    const auto contact = [&](std::size_t i) { return ask("/v1/contacts/" + client(i), {}); };
    const auto list = [&](std::size_t) {
        return ask("/v1/cases", {{"status", "open"}, {"sort", "deadline"}});
    };
    const auto timeline = [&](std::size_t i) {
        return ask("/v1/clients/" + client(i) + "/timeline", {});
    };

    RawRocks raw(scratch.path() / "raw", 1);
    fill(raw, contact(0));
    const double get_us = once_us([&](std::size_t i) { raw.get(key_of(i)); });
    const double page_us = once_us([&](std::size_t i) {
        raw.scan(key_of(i), page);
        for (std::size_t n = 0; n < page; ++n) raw.get(key_of(i + n));
    });
    const auto add = [&](const char* name, double ours, double theirs) {
        report.add({.name = name,
                    .value = ours,
                    .unit = "us",
                    .baseline = theirs,
                    .higher_is_better = false});
    };
    add("a contact", once_us(contact), get_us);
    add("open cases by deadline, 50", once_us(list), page_us);
    add("a client's timeline", once_us(timeline), page_us);
}

}  // namespace dossier::bench
