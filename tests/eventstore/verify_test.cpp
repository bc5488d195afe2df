// What verify finds, and how it names it.
#include "eventstore/verify.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/entries.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <sstream>

using namespace dossier;

namespace {

void append(Journal& journal, const std::string& bytes, int partition = 0) {
    journal.append(partition, std::span(&bytes, 1));
}

std::string the_third() { return "contact/" + test::uuid(3); }

/// Three good entries, the third as it was changed.
std::string found(const std::function<void(Entry&)>& change) {
    MemoryJournal journal;
    append(journal, to_bytes(test::contact_entry("acme", 1)));
    append(journal, to_bytes(test::contact_entry("acme", 2)));
    Entry third = test::contact_entry("acme", 3);
    change(third);
    append(journal, to_bytes(third));
    const Verdict verified = verify(journal, {});
    return verified.wrong ? to_text(*verified.wrong) : "";
}

}  // namespace

TEST_CASE("a whole journal verifies, and is counted") {
    MemoryJournal journal(3);
    for (const char* tenant : {"acme", "globex", "initech"})
        for (int seq = 1; seq <= 5; ++seq)
            append(journal, to_bytes(test::company_entry(tenant, seq)), partition_of(tenant, 3));
    int steps = 0;
    const Verdict verified = verify(journal, {}, [&](int, Position, Position) { ++steps; });
    CHECK((verified.wrong ? to_text(*verified.wrong) : "") == "");
    CHECK(verified.entries == 15);
    CHECK(verified.events == 15);
    CHECK(verified.last.at("globex").seq == 5);
    CHECK(steps > 0);
    CHECK_FALSE(verify(journal, verified.last).wrong);
}

TEST_CASE("the first wrong entry is named by tenant, sequence and place, and by what is wrong") {
    CHECK(found([](Entry&) {}).empty());
    const std::string third = "acme 3 (partition 0, position 2): ";
    CHECK(found([](Entry& the) { the.seq = 5; }) ==
          "acme 5 (partition 0, position 2): comes after 2: 3 is missing");
    CHECK(found([](Entry& the) { the.seq = 2; }) ==
          "acme 2 (partition 0, position 2): comes after 2");
    CHECK(found([](Entry& the) { the.at = {1'700'000'000'000'002}; }) ==
          third + "is not later than the entry before: 2023-11-14T22:13:20.000002Z");
    CHECK(found([](Entry& the) { the.cause = Cause{3, 0}; }) == third + "its cause comes after it");
    CHECK(found([](Entry& the) { the.events[0].version = 2; }) ==
          third + the_third() + " has version 2 after 0");
    CHECK(found([](Entry& the) { the.events[0].type = "ContactVanished"; }).starts_with(third));
    CHECK(found([](Entry& the) { the.events[0].stream.text[0] = 'k'; }) ==
          third + "this build does not know k" + the_third().substr(1));
    CHECK(found([](Entry& the) { the.events[0].schema = 99; }).starts_with(third));
    CHECK(found([](Entry& the) { the.keys = {}; }) ==
          third + "ContactRegistered of " + the_third() +
              " has a box under key 3, which nobody has");
    CHECK(found([](Entry& the) {
              the.keys = {};
              the.keys["4"] = "tenant";
          }) == third + "key 4 comes after 2");
    CHECK(found([](Entry& the) { the.tenant = "Acme"; }) ==
          "partition 0, position 2: no entry: /tenant is no slug");
}

TEST_CASE("an entry in another text than its one text is wrong") {
    MemoryJournal journal;
    std::string bytes = to_bytes(test::company_entry("acme", 1));
    bytes.insert(1, " ");
    append(journal, bytes);
    const Verdict verified = verify(journal, {});
    REQUIRE(verified.wrong);
    CHECK(to_text(*verified.wrong) ==
          "acme 1 (partition 0, position 0): the bytes are not the one text of the entry");
}

TEST_CASE("a tenant in another partition than its own is wrong") {
    MemoryJournal journal(2);
    append(journal, to_bytes(test::company_entry("acme", 1)), 1 - partition_of("acme", 2));
    REQUIRE(verify(journal, {}).wrong);
}

TEST_CASE("ten keys in one entry come in order of number") {
    MemoryJournal journal;
    Entry entry = test::company_entry("acme", 1);
    for (int key = 1; key <= 11; ++key) entry.keys[std::to_string(key)] = "tenant";
    append(journal, to_bytes(entry));
    CHECK_FALSE(verify(journal, {}).wrong);
}

TEST_CASE("what the mark has seen and the journal has not is named") {
    MemoryJournal journal;
    append(journal, to_bytes(test::company_entry("acme", 1)));
    append(journal, to_bytes(test::company_entry("acme", 2)));
    Marks marks = verify(journal, {}).last;
    marks.at("acme").seq = 9;
    CHECK(to_text(*verify(journal, marks).wrong) ==
          "acme 3 (partition 0, position 2): is lost: the journal ends at 2, the mark says 9");
    marks.at("acme").seq = 2;
    marks.at("acme").sum = sha256("other");
    CHECK(to_text(*verify(journal, marks).wrong) ==
          "acme 2 (partition 0, position 1): the mark says that another entry was here");
}

TEST_CASE("each command of a file is looked for, once") {
    MemoryJournal journal;
    for (int seq = 1; seq <= 3; ++seq) append(journal, to_bytes(test::company_entry("acme", seq)));
    const auto line = [](unsigned n) {
        return R"({"id":")" + test::uuid(n) +
               R"(","type":"RegisterCompany","data":{"x":1}})"
               "\n";
    };
    std::istringstream all(line(1) + "\n" + line(2) + line(3) + line(3));
    const CommandsSeen once = commands_seen(journal, all, "acme");
    CHECK(once.each_once());
    CHECK(once.asked == 3);

    Entry again = test::company_entry("acme", 4);
    again.command.id = test::uuid(2);
    append(journal, to_bytes(again));
    std::istringstream more(line(1) + line(7) + line(2) + "no json\n");
    const CommandsSeen seen = commands_seen(journal, more);
    CHECK_FALSE(seen.each_once());
    CHECK(seen.absent == std::vector{test::uuid(7)});
    CHECK(seen.repeated == std::vector{test::uuid(2)});
    CHECK(seen.no_line == "no json");
    std::istringstream elsewhere(line(1));
    CHECK(commands_seen(journal, elsewhere, "globex").absent_count == 1);
}
