// The fold of a fixed journal, for ever: a build that folds the same events to another state must
// say so by raising the aggregate's version. `DOSSIER_GOLDEN=write dossier_tests_fast [golden]`
// adds a sample of each new event, and the folds, unless one changed under an old version. A line
// of the journal is never changed.
#include "base/hash.hpp"
#include "domain/catalog.hpp"
#include "eventstore/entry.hpp"
#include "schema/sample.hpp"
#include "tests/support/sealer.hpp"
#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

using namespace dossier;

namespace {

const std::string folder = std::string(DOSSIER_SOURCE_DIR "/tests/golden/");

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

/// A sealed sample of one event type, on the one stream of its aggregate.
Entry sample_of(const Aggregate& aggregate, const Type& type, const std::vector<Entry>& before) {
    test::ReversingSealer sealer;
    Object event = Sampler(hash(type.name)).make(type);
    const StreamId stream{std::string(aggregate.name) + "/" + test::uuid(1)};
    seal(type, event.get(), stream, sealer);
    const std::int64_t seq = std::ssize(before) + 1;
    const std::int64_t version =
        1 + std::count_if(before.begin(), before.end(), [&](const Entry& entry) {
            return entry.events.front().stream == stream;
        });
    return {.tenant = "golden",
            .seq = seq,
            .at = {seq},
            .actor = test::kim,
            .via = "http",
            .command = {.id = test::uuid(static_cast<unsigned>(seq)),
                        .type = "Golden",
                        .digest = std::string(64, '0')},
            .events = {{type.name, type.schema, stream, version, {to_json(type, event.get())}}}};
}

/// The aggregates that fold the journal otherwise than they did, under the same version.
std::set<std::string> changed_silently(const std::vector<Entry>& journal) {
    std::set<std::string> changed;
    const auto folds = fold_of(journal);
    for (const Fold& was : read_lines<Fold>("folds.ndjson")) {
        const auto is = folds.find(was.aggregate);
        if (is == folds.end() || (is->second.version == was.version && is->second.hash != was.hash))
            changed.insert(was.aggregate);
    }
    return changed;
}

void write_golden() {
    std::vector<Entry> journal = read_lines<Entry>("journal.ndjson");
    if (!changed_silently(journal).empty()) return;  // the tests below say what is wrong
    const std::set<std::string> missing = missing_from(journal);
    std::ofstream lines(folder + "journal.ndjson", std::ios::app);
    for (const Aggregate* aggregate : all_aggregates())
        for (const EventType& event : aggregate->events) {
            if (!missing.contains(event.type->name)) continue;
            journal.push_back(sample_of(*aggregate, *event.type, journal));
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
    const std::vector<Entry> journal = read_lines<Entry>("journal.ndjson");
    INFO("the same events give another state: raise the aggregate's version");
    CHECK(changed_silently(journal) == std::set<std::string>{});

    const auto folds = fold_of(journal);
    const std::vector<Fold> golden = read_lines<Fold>("folds.ndjson");
    CHECK(golden.size() == folds.size());
    for (const Fold& was : golden) {
        INFO(was.aggregate << ": the version was raised, so write the golden folds again");
        CHECK(folds.at(was.aggregate).version == was.version);
    }
}

TEST_CASE("an entry of the golden journal is of the format that is for ever", "[golden]") {
    std::ifstream in(folder + "journal.ndjson");
    for (std::string line; std::getline(in, line);) CHECK(to_bytes(entry_from(line)) == line);
}
