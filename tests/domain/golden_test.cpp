// The fold of a fixed journal, for ever: a build that folds the same events to another state must
// say so by raising the aggregate's version. `DOSSIER_GOLDEN=write dossier_tests [golden]` writes
// the folds again, after adding a sample of each new event. A line of the journal is never changed.
#include "base/hash.hpp"
#include "domain/catalog.hpp"
#include "eventstore/entry.hpp"
#include "schema/sample.hpp"
#include "tests/support/sealer.hpp"
#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

using namespace dossier;

namespace {

const std::string folder = std::string(DOSSIER_SOURCE_DIR) + "/tests/golden/";

struct Fold {
    std::string aggregate;
    std::int64_t version = 0;
    std::string hash;

    static void describe(auto& is) {
        is.named("Fold", "What an aggregate made of the golden journal.");
        is.field("aggregate", &Fold::aggregate);
        is.field("version", &Fold::version);
        is.field("hash", &Fold::hash);
    }
};

/// One described value per line.
template <Described T>
std::vector<T> read_lines(const std::string& file) {
    std::vector<T> all;
    std::ifstream in(folder + file);
    for (std::string line; std::getline(in, line);) {
        INFO(file << ": " << line);
        REQUIRE(from_json(type_of<T>(), &all.emplace_back(), line).empty());
    }
    return all;
}

std::map<std::string, Fold> fold_of(const std::vector<Entry>& journal) {
    std::map<StreamId, Object> states;
    for (const Entry& entry : journal)
        for (const Event& event : entry.events) {
            const Aggregate& aggregate = *aggregate_named(aggregate_of(event.stream));
            Object& state =
                states.try_emplace(event.stream, Object(*aggregate.state)).first->second;
            aggregate.evolve(state.get(), aggregate.read(event), meta_of(entry, event));
        }
    std::map<std::string, Fold> folds;
    for (const Aggregate* aggregate : all_aggregates()) {
        std::uint64_t sum = hash("");
        for (const auto& [id, state] : states)
            if (&state.type() == aggregate->state)
                sum = hash(id.text + to_json(state.type(), state.get()), sum);
        const std::string name(aggregate->name);
        folds[name] = {name, aggregate->version, std::to_string(sum)};
    }
    return folds;
}

std::set<std::string> missing_from(const std::vector<Entry>& journal) {
    std::set<std::string> missing;
    for (const Aggregate* aggregate : all_aggregates())
        for (const EventType& event : aggregate->events) missing.insert(event.type->name);
    for (const Entry& entry : journal)
        for (const Event& event : entry.events) missing.erase(event.type);
    return missing;
}

/// A sealed sample of one event type, on a stream of its own.
Entry sample_of(const Aggregate& aggregate, const Type& type, std::int64_t seq) {
    test::ReversingSealer sealer;
    Object event = Sampler(hash(type.name)).make(type);
    const StreamId stream{std::string(aggregate.name) + "/" + test::uuid(1)};
    seal(type, event.get(), stream, sealer);
    return {.tenant = "golden",
            .seq = seq,
            .at = {seq},
            .actor = test::kim,
            .via = "http",
            .command = {.id = test::uuid(static_cast<unsigned>(seq)), .type = "Golden"},
            .events = {{type.name, type.schema, stream, 1, {to_json(type, event.get())}}}};
}

void write_golden() {
    std::vector<Entry> journal = read_lines<Entry>("journal.ndjson");
    const std::set<std::string> missing = missing_from(journal);
    std::ofstream lines(folder + "journal.ndjson", std::ios::app);
    for (const Aggregate* aggregate : all_aggregates())
        for (const EventType& event : aggregate->events) {
            if (!missing.contains(event.type->name)) continue;
            journal.push_back(sample_of(*aggregate, *event.type, std::ssize(journal) + 1));
            lines << to_json(type_of<Entry>(), &journal.back()) << '\n';
        }
    std::ofstream folds(folder + "folds.ndjson");
    for (const auto& [name, fold] : fold_of(journal))
        folds << to_json(type_of<Fold>(), &fold) << '\n';
}

}  // namespace

TEST_CASE("the golden journal has every event of the house", "[golden]") {
    if (std::getenv("DOSSIER_GOLDEN")) write_golden();
    CHECK(missing_from(read_lines<Entry>("journal.ndjson")) == std::set<std::string>{});
}

TEST_CASE("the golden journal folds to the golden states", "[golden]") {
    const auto folds = fold_of(read_lines<Entry>("journal.ndjson"));
    const std::vector<Fold> golden = read_lines<Fold>("folds.ndjson");
    CHECK(golden.size() == folds.size());
    for (const Fold& was : golden) {
        const Fold& is = folds.at(was.aggregate);
        INFO(was.aggregate << " was folded by version " << was.version);
        if (is.version == was.version) {
            INFO("the same events give another state: raise the version");
            CHECK(is.hash == was.hash);
        } else {
            INFO("the version was raised: write the golden folds again");
            CHECK(is.version == was.version);
        }
    }
}
