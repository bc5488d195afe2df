// A journal that moves into another one, which has other partitions.
#include "eventstore/move.hpp"

#include "eventstore/causes.hpp"
#include "eventstore/keys_pool.hpp"
#include "eventstore/memory_journal.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tests/support/a_town.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dossier;
using namespace dossier::test;
using Catch::Matchers::ContainsSubstring;

namespace {

void append(Journal& journal, const Entry& entry) {
    const std::string bytes = to_bytes(entry);
    journal.append(partition_of(entry.tenant, journal.partitions()), std::span(&bytes, 1));
}

std::vector<std::string> tenants_in(const Journal& journal, int partition) {
    std::vector<std::string> all;
    for (const Recorded& record : journal.read(partition, 0))
        all.push_back(entry_from(record.bytes).tenant);
    return all;
}

}  // namespace

TEST_CASE("every entry of a journal comes into one of other partitions, with its bytes, and back") {
    const TempDir folder;
    RocksJournal one(rocks::Disk{folder / "one"}, 1), five(rocks::Disk{folder / "five"}, 5),
        back(rocks::Disk{folder / "back"}, 1);
    settle(one, 7, 3000);
    CHECK(move_journal(one, five).moved == 3000);
    CHECK(same_entries(one, five));
    for (int i = 0; i < 5; ++i)
        for (const std::string& tenant : tenants_in(five, i)) CHECK(partition_of(tenant, 5) == i);
    const MoveReport report = move_journal(five, back);
    CHECK(report.source.at(citizen(0)).same_as(report.target.at(citizen(0))));
    CHECK(same_entries(one, back));
    CHECK(states(one) == states(back));
}

TEST_CASE("done again it adds what is new, and nothing when nothing is") {
    MemoryJournal from(2), to(3);
    settle(from, 3, 30);
    CHECK(move_journal(from, to).moved == 30);
    bool began = false;
    CHECK(move_journal(from, to, [&] { began = true; }).moved == 0);
    CHECK_FALSE(began);
    settle(from, 3, 9, 10);
    CHECK(move_journal(from, to, [&] { began = true; }).moved == 9);
    CHECK(began);
    CHECK(same_entries(from, to));
}

TEST_CASE("a copy that was interrupted goes on, wherever that was") {
    MemoryJournal from(1);
    settle(from, 2, 10'000);
    for (const std::uint64_t at : {1024u, 9216u}) {
        MemoryJournal to(2);
        struct Interrupted {};
        CHECK_THROWS_AS(move_journal(from, to, {},
                                     [&](MoveStage stage, std::uint64_t done, std::uint64_t) {
                                         if (stage == MoveStage::copying && done == at)
                                             throw Interrupted{};
                                     }),
                        Interrupted);
        CHECK_FALSE(same_entries(from, to));
        const MoveReport report = move_journal(from, to);
        CHECK(same_entries(from, to));
        CHECK(report.moved > 0);
        CHECK((at < 9216 || report.moved < 10'000));
    }
}

TEST_CASE("what is not how the source began is refused, and nothing is written to it") {
    MemoryJournal from(1), other(1), longer(1), stranger(1);
    settle(from, 2, 10);
    settle(longer, 2, 12);
    append(other, company_entry("tenant-0", 1));
    append(stranger, company_entry("somebody", 1));
    CHECK_THROWS_WITH(move_journal(from, other),
                      ContainsSubstring("tenant-0 has other entries there") &&
                          ContainsSubstring("nothing was written"));
    CHECK_THROWS_WITH(move_journal(from, longer),
                      ContainsSubstring("tenant-0 has 6 entries there and 5 here"));
    CHECK_THROWS_WITH(move_journal(from, stranger),
                      ContainsSubstring("somebody has 1 entries there and 0 here"));
    CHECK(other.end(0) == 1);
    CHECK(longer.end(0) == 12);
    CHECK(stranger.end(0) == 1);
}

TEST_CASE("a source that is wrong, or grows meanwhile, is said to be") {
    MemoryJournal wrong(1), grows(1), to(1), too(1);
    append(wrong, company_entry("acme", 1));
    append(wrong, company_entry("acme", 3));
    CHECK_THROWS_WITH(move_journal(wrong, to), ContainsSubstring("2 is missing"));
    settle(grows, 1, 2000);
    bool grown = false;
    CHECK_THROWS_WITH(move_journal(grows, too, {},
                                   [&](MoveStage stage, std::uint64_t, std::uint64_t) {
                                       if (stage == MoveStage::copying && !grown)
                                           append(grows, company_entry("late", 1));
                                       grown = true;
                                   }),
                      ContainsSubstring("grew while it was copied"));
}

TEST_CASE("where many partitions become one, what is to be reacted to comes behind what was") {
    std::vector<std::string> names;  // one of each partition
    for (int partition = 0; partition < 2; ++partition)
        for (unsigned i = 0; names.size() == static_cast<std::size_t>(partition); ++i)
            if (partition_of(citizen(i), 2) == partition) names.push_back(citizen(i));
    const auto moved = [&](const std::vector<std::string>& reacting) {
        MemoryJournal from(2);
        auto to = std::make_unique<MemoryJournal>(1);
        for (const std::string& name : names)
            for (std::int64_t seq = 1; seq <= 3; ++seq) {
                Entry entry = company_entry(name, seq);
                if (seq == 3 && std::ranges::count(reacting, name) > 0) {
                    entry.cause = {2, 0};
                    entry.via = "reaction";
                }
                append(from, entry);
            }
        move_journal(from, *to);
        return to;
    };
    // Before its last cause nothing of the second is to be reacted to; of the first all is.
    const auto one = moved({names[1]});
    CHECK(tenants_in(*one, 0) ==
          std::vector{names[1], names[1], names[0], names[0], names[0], names[1]});
    CHECK(last_cause(*one, 0) == 1);
    // Of either last cause some may be to be done.
    const auto both = moved(names);
    CHECK(tenants_in(*both, 0) ==
          std::vector{names[0], names[1], names[1], names[0], names[0], names[1]});
    CHECK(last_cause(*both, 0) == 2);
}

TEST_CASE("keys move, and what was destroyed is destroyed where it came before") {
    const TempDir folder;
    SystemRandom random;
    MemoryJournal journal;
    for (std::int64_t seq = 1; seq <= 3; ++seq) append(journal, contact_entry("acme", seq));
    const AllEntries entries = all_entries(journal);
    CHECK(entries.at("acme").last_key == 3);
    const auto open = [&](const char* name) {
        return open_keys(rocks::Disk{folder / name}, sha256(name), random);
    };
    const auto from = open("from"), to = open("to");
    from->ensure("acme", 3);
    const Box kim = from->seal("acme", 1, "Kim"), lee = from->seal("acme", 2, "Lee");
    const Bytes32 looked_up = from->blind("acme", "kim@example.com");
    move_keys(*from, *to, entries, random);
    CHECK(to->open("acme", kim) == "Kim");
    CHECK(to->blind("acme", "kim@example.com") == looked_up);
    from->destroy("acme", 1);
    move_keys(*from, *to, entries, random);
    CHECK_FALSE(to->open("acme", kim));
    CHECK(to->open("acme", lee) == "Lee");
}
