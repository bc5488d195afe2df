// A page of a list, now and as it was, after many of its rows have died.
#include "base/big_endian.hpp"
#include "bench/house.hpp"
#include "bench/raw_rocks.hpp"
#include "bench/suites.hpp"
#include "projections/sight.hpp"

namespace dossier::bench {
namespace {

constexpr std::size_t alive = 1'000, page = 50, batch_entries = 1'000;
constexpr int rounds = 31;
constexpr std::uint64_t moments = 25, around = 5'000;  // dead rows before and after
constexpr double goal = 1.5;
constexpr const char* place = "bench.open.by.deadline";

/// Open cases by deadline: the n-th is opened at n + 1, and closed when `alive` later ones are.
IndexRow row(std::uint64_t n) {
    IndexRow made{place, {}};
    put(made.rest, n * 0x9e3779b97f4a7c15);
    put(made.rest, n);
    return made;
}

class List {
public:
    explicit List(const std::filesystem::path& path) : store_({path}), writer_(store_, 1) {}

    void grow(std::uint64_t dead) {
        rocks::Batch batch = store_.rows().batch();
        for (; opened_ < dead + alive; ++opened_) {
            writer_.put(row(opened_));
            if (opened_ >= alive) writer_.remove(row(opened_ - alive));
            writer_.end_entry(static_cast<Sequence>(opened_ + 1), batch);
            if (opened_ % batch_entries == 0) write(batch);
        }
        write(batch);
    }
    double page_us(std::optional<Sequence> as_of) const {
        std::vector<double> times;
        Chance chance(7);
        for (int round = 0; round < rounds; ++round) {
            std::string from;
            put(from, chance.next() / 2);
            const rocks::Snapshot snapshot = store_.rows().snapshot();
            const Sight sight(store_, 1, snapshot, as_of);
            const double begun = cpu_seconds();
            Scan scan = sight.scan(place, Range{from});
            for (std::size_t n = 0; n < page && scan.valid(); ++n) scan.next();
            times.push_back((cpu_seconds() - begun) * 1e6);
        }
        return median(times);
    }
    Sequence last() const { return static_cast<Sequence>(opened_); }

private:
    void write(rocks::Batch& batch) {
        store_.rows().write(batch, rocks::Sync::no);
        batch.clear();
        writer_.batch_written();
    }

    ViewStore store_;
    ViewWriter writer_;
    std::uint64_t opened_ = 0;
};

/// The same page of a database in which nothing ever died.
double raw_page_us(const std::filesystem::path& path) {
    RawRocks raw(path, 1);
    std::vector<RawWrite> writes;
    for (std::uint64_t n = 0; n < alive; ++n)
        writes.push_back({0, RawWrite::put, place + row(n).rest, std::string(8, '\0')});
    raw.write(writes);
    std::vector<double> times;
    Chance chance(7);
    for (int round = 0; round < rounds; ++round) {
        std::string from = place;
        put(from, chance.next() / 2);
        const double begun = cpu_seconds();
        raw.scan(from, page);
        times.push_back((cpu_seconds() - begun) * 1e6);
    }
    return median(times);
}

/// At some moments while as many more die everywhere: a page costs what was not compacted yet, and
/// how much that is comes and goes with each write buffer.
struct Pages {
    double now_us = 0, then_us = 0;
};
Pages pages(List& list, std::uint64_t dead) {
    std::vector<double> now, then;
    for (std::uint64_t moment = 1; moment <= moments; ++moment) {
        list.grow(dead - around + 2 * around * moment / moments);
        now.push_back(list.page_us({}));
        then.push_back(list.page_us(list.last() / 2));
    }
    return {median(now), median(then)};
}

}  // namespace

void lists(const Options& options, Report& report) {
    report.title("Lists: a page of 50 among 1,000 rows, after others have died");
    const Scratch scratch(options.scratch);
    List list(scratch.path() / "views");
    report.add({.name = "the same page of plain rows",
                .value = raw_page_us(scratch.path() / "raw"),
                .unit = "us",
                .higher_is_better = false});
    std::optional<double> first;
    for (std::uint64_t dead = 10'000; dead <= options.dead_rows_max; dead *= 10) {
        const Pages found = pages(list, dead);
        if (!first) first = found.now_us;
        const std::string after = ", after " + std::to_string(dead) + " dead rows";
        report.add({.name = "page now" + after,
                    .value = found.now_us,
                    .unit = "us",
                    .baseline = first,
                    .goal = goal,
                    .higher_is_better = false});
        report.add({.name = "page as of the middle" + after,
                    .value = found.then_us,
                    .unit = "us",
                    .higher_is_better = false});
    }
}

}  // namespace dossier::bench
