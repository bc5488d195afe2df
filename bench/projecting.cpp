// Folding the journal into views, beside a loop that writes the same rows and reads nothing.
#include "base/big_endian.hpp"
#include "bench/house.hpp"
#include "bench/raw_rocks.hpp"
#include "bench/suites.hpp"
#include "projections/views.hpp"

#include <algorithm>

namespace dossier::bench {
namespace {

constexpr int rounds = 5;
constexpr double goal = 0.6;
constexpr std::size_t number_bytes = 8, place_in_past_bytes = 17;  // level and bucket, died
enum Family : std::uint8_t { present, past, indexed, index_past, found, families };

/// Every write that led to the rows as they lie there, in the order of the journal.
class Writes {
public:
    void read(const std::filesystem::path& path) {
        for (const RawRow& row : rows_of(path, "present"))
            add(born(row), {present, RawWrite::put, row.key, row.value});
        for (const RawRow& row : rows_of(path, "past")) {
            const std::string key = row.key.substr(0, row.key.size() - number_bytes);
            add(born(row), {present, RawWrite::put, key, row.value});
            add(died(row), {past, RawWrite::put, row.key, row.value});
        }
        for (const RawRow& row : rows_of(path, "index"))
            add(born(row), {indexed, RawWrite::put, row.key, row.value});
        for (const RawRow& row : rows_of(path, "index_past")) {
            // As long as the row was, and nobody else's; its parts are not ours to know.
            const std::string key =
                row.key.substr(0, 2) +
                row.key.substr(std::min(row.key.size(), place_in_past_bytes + 2));
            add(born(row), {indexed, RawWrite::put, key, row.value});
            add(died(row), {indexed, RawWrite::remove_single, key, {}});
            add(died(row), {index_past, RawWrite::put, row.key, row.value});
        }
        for (const RawRow& row : rows_of(path, "found"))
            add(0, {found, RawWrite::put, row.key, row.value});
        std::stable_sort(all_.begin(), all_.end(),
                         [](const Step& a, const Step& b) { return a.at < b.at; });
    }

    std::size_t size() const { return all_.size(); }
    void write(RawRocks& to, std::size_t batch) const {
        std::vector<RawWrite> writes;
        for (const Step& step : all_) {
            writes.push_back(step.write);
            if (writes.size() < batch) continue;
            to.write(writes);
            writes.clear();
        }
        to.write(writes);
    }

private:
    struct Step {
        std::uint64_t at;
        RawWrite write;
    };
    static std::uint64_t born(const RawRow& row) { return get<std::uint64_t>(row.value); }
    static std::uint64_t died(const RawRow& row) {
        return get<std::uint64_t>(std::string_view(row.key).substr(row.key.size() - number_bytes));
    }
    void add(std::uint64_t at, RawWrite write) { all_.push_back({at, std::move(write)}); }

    std::vector<Step> all_;
};

}  // namespace

void projecting(const Options& options, Report& report) {
    report.title("Views: the journal folded by one thread");
    const Scratch scratch(options.scratch);
    House house(scratch.path());
    Workload workload(options.seed, options.commands / 10);
    house.send(workload.population(), 256);
    house.send(workload.next(options.commands), 256);
    house.close();

    std::vector<double> ours, raw;
    double rows = 0;
    Writes writes;
    for (int round = 0; round < rounds; ++round) {
        const auto path = scratch.path() / ("views" + std::to_string(round));
        double events = 0;
        std::uint64_t entries = 0;
        {
            Views views({path}, 0, house.journal(), house.keys());
            const Watch watch;
            views.catch_up();
            const double seconds = watch.seconds();
            const ViewsHealth health = views.health();
            events = static_cast<double>(health.events);
            entries = health.entries;
            rows = static_cast<double>(health.rows) / events;
            ours.push_back(events / seconds);
        }
        if (round == 0) writes.read(path);
        const std::size_t batch = writes.size() / (entries / Portion{}.records_max + 1) + 1;
        RawRocks loop(scratch.path() / ("raw" + std::to_string(round)), families);
        const Watch watch;
        writes.write(loop, batch);
        raw.push_back(events / watch.seconds());
        std::filesystem::remove_all(path);
    }
    report.add({.name = "events folded",
                .value = median(ours),
                .unit = "1/s",
                .baseline = median(raw),
                .goal = goal});
    report.add(
        {.name = "rows changed per event", .value = rows, .unit = "1", .higher_is_better = false});
}

}  // namespace dossier::bench
