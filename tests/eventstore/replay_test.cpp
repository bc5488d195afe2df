#include "eventstore/replay.hpp"
#include "base/error.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/entries.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

namespace {

const StreamId first{"company/" + test::uuid(1)};

/// acme: three companies, then the first is archived; globex is between.
void fill(Journal& journal) {
    const auto append = [&](const Entry& entry) {
        const std::string bytes = to_bytes(entry);
        journal.append(0, std::span(&bytes, 1));
    };
    append(test::company_entry("acme", 1));
    append(test::company_entry("globex", 1));
    append(test::company_entry("acme", 2));
    append(test::company_entry("acme", 3));
    Entry archived = test::simple_entry("acme", 4);
    archived.events = {{"CompanyArchived", 1, first, 2, {R"({"reason":"gone"})"}}};
    append(archived);
    append(test::company_entry("globex", 2));
}

}  // namespace

TEST_CASE("a tenant is folded to any sequence or instant") {
    MemoryJournal journal;
    fill(journal);
    const Replayed all = replay(journal, "acme");
    CHECK(all.seq == 4);
    CHECK(all.records.size() == 3);
    CHECK(all.records.at(first).version == 2);
    CHECK(all.records.at(first).seq == 4);
    CHECK(replay(journal, "acme", {.seq = 2}).records.size() == 2);
    CHECK(replay(journal, "acme", {.seq = 0}).records.empty());
    CHECK(replay(journal, "acme", {.at = all.at}).seq == 4);
    CHECK(replay(journal, "acme", {.at = Timestamp{all.at.us - 1}}).seq == 3);
    CHECK(replay(journal, "acme", {.seq = 2, .at = all.at}).seq == 2);
    CHECK(replay(journal, "nobody").records.empty());
}

TEST_CASE("the same history has the same hash, and another history another") {
    MemoryJournal journal, again;
    fill(journal);
    fill(again);
    CHECK(state_hash(replay(journal, "acme")) == state_hash(replay(again, "acme")));
    CHECK(state_hash(replay(journal, "acme")) != state_hash(replay(journal, "acme", {.seq = 3})));
    CHECK(state_hash(replay(journal, "acme")).size() == 64);
    CHECK(state_hash(replay(journal, "nobody")) == std::string(64, '0'));
}

TEST_CASE("one record is as it was") {
    MemoryJournal journal;
    fill(journal);
    const Replayed now = replay_record(journal, "acme", first);
    REQUIRE(now.records.size() == 1);
    CHECK(to_json(now.records.at(first)).find(R"("archived":true)") != std::string::npos);
    const Replayed then = replay_record(journal, "acme", first, {.seq = 3});
    CHECK(to_json(then.records.at(first)).find(R"("archived":true)") == std::string::npos);
    CHECK(replay_record(journal, "acme", {"company/" + test::uuid(9)}).records.empty());
}

TEST_CASE("two instants differ by the records that changed, and by their fields") {
    MemoryJournal journal;
    fill(journal);
    const std::vector<RecordChange> all =
        changes(replay(journal, "acme", {.seq = 2}), replay(journal, "acme"));
    REQUIRE(all.size() == 2);
    CHECK(all[0].stream == first);
    CHECK(all[0].version_before == 1);
    CHECK(all[0].version_after == 2);
    REQUIRE_FALSE(all[0].fields.empty());
    CHECK(all[1].version_before == 0);
    CHECK(all[1].version_after == 1);
    CHECK(changes(replay(journal, "acme"), replay(journal, "acme")).empty());
    CHECK(changes(replay(journal, "acme"), {}).size() == 3);
}

TEST_CASE("a history with a hole is no history") {
    MemoryJournal journal;
    fill(journal);
    const std::string bytes = to_bytes(test::company_entry("acme", 9));
    journal.append(0, std::span(&bytes, 1));
    CHECK_THROWS_AS(replay(journal, "acme"), StoreError);
    CHECK(replay(journal, "acme", {.seq = 4}).seq == 4);
}
