// Present and past against a model that keeps a whole copy of everything at every instant.
#include "base/big_endian.hpp"
#include "projections/sight.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdlib>
#include <random>

using namespace dossier;
using dossier::test::TempDir;

namespace {

constexpr Build build = 7;
constexpr Sequence steps = 2'000;

std::string letter(std::size_t n) { return std::string(1, static_cast<char>('a' + n)); }

/// Everything there is after one entry.
struct Model {
    std::map<std::string, std::pair<Sequence, std::string>> rows;
    std::map<std::string, std::map<std::string, Sequence>> places;
};

/// A random history, in the store and in the model at once. Batches are of random size.
class History {
public:
    explicit History(std::uint64_t seed)
        : random_(seed),
          store_({dir_.path()}),
          writer_(store_, build),
          batch_(store_.rows().batch()) {
        models_.emplace_back();
        for (Sequence seq = 1; seq <= steps; ++seq) step(seq);
        write_out();
    }

    void check_instant(Sequence s) {
        const rocks::Snapshot now = store_.rows().snapshot();
        const Sight sight(store_, build, now, s == steps ? std::nullopt : std::optional(s));
        const Model& model = models_[static_cast<std::size_t>(s)];
        for (std::size_t n = 0; n < rows_max; ++n) {
            const auto found = sight.get(row(n));
            const auto expected = model.rows.find(row(n));
            REQUIRE(found.has_value() == (expected != model.rows.end()));
            if (found) REQUIRE(std::pair(found->born, found->value) == expected->second);
        }
        check_place(sight, model, place(below(places_max)));
    }

    void check_lives() {
        const rocks::Snapshot now = store_.rows().snapshot();
        const Sight sight(store_, build, now, {});
        for (std::size_t n = 0; n < rows_max; ++n) {
            std::map<Sequence, std::string> expected;
            for (const Model& model : models_)
                if (const auto at = model.rows.find(row(n)); at != model.rows.end())
                    expected.insert(at->second);
            std::map<Sequence, std::string> found;
            for (const Lived& life : sight.lives(row(n))) found.emplace(life.born, life.value);
            REQUIRE(found == expected);
        }
    }

private:
    static constexpr std::size_t rows_max = 8, places_max = 3, rests_max = 40;

    std::size_t below(std::size_t n) { return random_() % n; }
    static std::string row(std::size_t n) { return "row/" + letter(n); }
    static std::string place(std::size_t n) { return "place/" + letter(n); }

    void check_place(const Sight& sight, const Model& model, const std::string& place) {
        const std::map<std::string, Sequence> none;
        const auto at = model.places.find(place);
        const auto& all = at == model.places.end() ? none : at->second;
        std::string low = rest(), high = rest();
        if (low > high) std::swap(low, high);
        if (below(3) == 0) low.clear();
        if (below(3) == 0) high.clear();
        std::vector<std::pair<std::string, Sequence>> expected;
        for (const auto& one : all)
            if (one.first >= low && (high.empty() || one.first < high)) expected.push_back(one);
        REQUIRE(listed(sight, place, {low, high}, Order::rising) == expected);
        REQUIRE(sight.count(place, {low, high}, 1'000) == expected.size());
        std::reverse(expected.begin(), expected.end());
        REQUIRE(listed(sight, place, {low, high}, Order::falling) == expected);
    }

    static std::vector<std::pair<std::string, Sequence>> listed(const Sight& sight,
                                                                const std::string& place,
                                                                const Range& range, Order order) {
        std::vector<std::pair<std::string, Sequence>> all;
        for (Scan scan = sight.scan(place, range, order); scan.valid(); scan.next())
            all.emplace_back(scan.rest(), scan.born());
        return all;
    }

    std::string rest() {
        const std::size_t n = below(rests_max);
        return letter(n / 20) + letter(n % 20);
    }

    void step(Sequence seq) {
        const bool abandoned = below(50) == 0;  // folded in part, then given up
        Model model = models_.back();
        for (std::size_t n = 1 + below(6); n-- > 0;)
            below(3) == 0 ? change_row(model, seq) : change_index(model, seq);
        if (abandoned) {
            writer_.drop_entry();
            models_.push_back(models_.back());
            return;
        }
        settle(model, models_.back());
        writer_.end_entry(seq, batch_);
        models_.push_back(std::move(model));
        if (below(30) == 0) write_out();
    }

    /// What is at the end of the entry as it was before has lived on.
    static void settle(Model& after, const Model& before) {
        for (auto& [row, life] : after.rows)
            if (const auto was = before.rows.find(row);
                was != before.rows.end() && was->second.second == life.second)
                life = was->second;
        for (auto& [place, rests] : after.places)
            if (const auto was = before.places.find(place); was != before.places.end())
                for (auto& [rest, born] : rests)
                    if (const auto one = was->second.find(rest); one != was->second.end())
                        born = one->second;
    }

    void change_row(Model& model, Sequence seq) {
        const std::string name = row(below(rows_max));
        REQUIRE(writer_.get(name).has_value() == model.rows.contains(name));
        if (below(4) == 0) {
            writer_.remove(name);
            model.rows.erase(name);
        } else {
            const std::string value = letter(below(5));
            writer_.put(name, value);
            model.rows[name] = {seq, value};
        }
    }

    void change_index(Model& model, Sequence seq) {
        const IndexRow row{place(below(places_max)), rest()};
        auto& rests = model.places[row.place];
        if (rests.erase(row.rest) != 0) return writer_.remove(row);
        writer_.put(row);
        rests[row.rest] = seq;
    }

    void write_out() {
        store_.rows().write(batch_, rocks::Sync::no);
        batch_.clear();
        writer_.batch_written();
        if (below(8) == 0) store_.rows().flush();
    }

    std::mt19937_64 random_;
    TempDir dir_;
    ViewStore store_;
    ViewWriter writer_;
    rocks::Batch batch_;
    std::vector<Model> models_;
};

#ifdef __OPTIMIZE__
constexpr std::uint64_t seeds_standard = 50;
#else
constexpr std::uint64_t seeds_standard = 3;  // an unoptimised build takes seconds for each
#endif

/// DOSSIER_SEEDS=5000 runs that many histories.
std::uint64_t seeds() {
    const char* wanted = std::getenv("DOSSIER_SEEDS");
    return wanted == nullptr ? seeds_standard : std::strtoull(wanted, nullptr, 10);
}

}  // namespace

TEST_CASE("what was there at any instant is what a copy kept of that instant has") {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
        INFO("seed " << seed);
        History history(seed);
        for (Sequence s = 0; s <= steps; ++s) {
            INFO("as of " << s);
            history.check_instant(s);
        }
        history.check_lives();
    }
}

namespace {

/// A list through which `dead` rows have gone, each alive for a few entries, with 50 left in it;
/// how many rows a page of it now and as of its middle reads.
std::pair<std::uint64_t, std::uint64_t> rows_read_after(Sequence dead) {
    const TempDir dir;
    ViewStore store({dir.path()});
    ViewWriter writer(store, build);
    rocks::Batch batch = store.rows().batch();
    const auto row = [](Sequence n) {
        std::string rest;
        put(rest, static_cast<std::uint64_t>(n * 7919 % 1'000'003));
        return IndexRow{"open by deadline", rest};
    };
    Sequence seq = 0;
    for (Sequence n = 0; n < dead + 50; ++n) {
        writer.put(row(n));
        if (n >= 50) writer.remove(row(n - 50));
        writer.end_entry(++seq, batch);
        if (batch.count() < 1'000) continue;
        store.rows().write(batch, rocks::Sync::no);
        batch.clear();
        writer.batch_written();
    }
    store.rows().write(batch, rocks::Sync::no);

    const rocks::Snapshot now = store.rows().snapshot();
    const auto read_for = [&](std::optional<Sequence> as_of) {
        const std::uint64_t before = store.rows_read();
        CHECK(Sight(store, build, now, as_of).count("open by deadline", {}, 1'000) == 50);
        return store.rows_read() - before;
    };
    return {read_for({}), read_for(seq / 2)};
}

}  // namespace

TEST_CASE("a list reads no more rows after 200,000 dead ones than after 2,000") {
    const auto [few_now, few_then] = rows_read_after(2'000);
    const auto [many_now, many_then] = rows_read_after(200'000);
    CHECK(few_now == 50);
    CHECK(many_now == 50);
    CHECK(many_then <= few_then + 64);  // the edges of the buckets fall differently
    CHECK(many_then <= 4 * 50);
}

TEST_CASE("a hash of a view says nothing of its build, its batches or its present-only rows") {
    const TempDir dir;
    ViewStore store({dir.path()});
    const auto fill = [&](Build number, bool in_one_batch) {
        ViewWriter writer(store, number);
        rocks::Batch batch = store.rows().batch();
        for (Sequence seq = 1; seq <= 40; ++seq) {
            writer.put("row", std::to_string(seq / 3));
            if (seq > 1) writer.remove(IndexRow{"place", std::to_string(seq - 1)});
            writer.put(IndexRow{"place", std::to_string(seq)});
            if (in_one_batch) writer.put_found("key", "value");
            writer.end_entry(seq, batch);
            if (in_one_batch) continue;
            store.rows().write(batch, rocks::Sync::no);
            batch.clear();
        }
        store.rows().write(batch, rocks::Sync::no);
        return store.sum(number, store.rows().snapshot());
    };
    const ViewStore::Sum one = fill(1, true), two = fill(2, false);
    CHECK(one == two);
    CHECK(one.rows == 1 + 13 + 1 + 39);
    store.drop(1);
    CHECK(store.sum(1, store.rows().snapshot()).rows == 0);
    CHECK(store.sum(2, store.rows().snapshot()) == two);
}
