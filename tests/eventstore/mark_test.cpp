#include "eventstore/mark.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <fstream>

using namespace dossier;
using namespace std::chrono_literals;
using Catch::Matchers::Message;

namespace {

/// A tenant's entries at the end of a partition, and what the mark would say of each.
void append(Journal& journal, const std::string& tenant, std::int64_t from, std::int64_t to,
            MarkKeeper* keeper = nullptr) {
    for (std::int64_t seq = from; seq <= to; ++seq) {
        const std::string bytes = to_bytes(test::simple_entry(tenant, seq));
        const Position at = journal.append(0, std::span(&bytes, 1));
        if (keeper != nullptr) keeper->note(tenant, seq, 0, at, bytes);
    }
}

}  // namespace

TEST_CASE("a mark is read as it was written") {
    test::TempDir folder;
    const Marks marks = {{"acme", {7, 0, 12, sha256("a")}}, {"globex", {1, 3, 0, sha256("b")}}};
    write_mark(folder / "mark", marks);
    const std::optional<Marks> read = read_mark(folder / "mark");
    REQUIRE(read);
    CHECK(read->size() == 2);
    CHECK(read->at("acme").seq == 7);
    CHECK(read->at("acme").position == 12);
    CHECK(read->at("acme").sum == sha256("a"));
    CHECK(read->at("globex").partition == 3);
}

TEST_CASE("a mark that was torn, or is not there, is no mark") {
    test::TempDir folder;
    CHECK_FALSE(read_mark(folder / "mark"));
    write_mark(folder / "mark", {{"acme", {7, 0, 12, sha256("a")}}});
    const auto size = std::filesystem::file_size(folder / "mark");
    for (std::uintmax_t kept = 0; kept < size; ++kept) {
        std::filesystem::resize_file(folder / "mark", kept);
        CHECK_FALSE(read_mark(folder / "mark"));
        write_mark(folder / "mark", {{"acme", {7, 0, 12, sha256("a")}}});
    }
    MemoryJournal empty;
    std::ofstream(folder / "mark") << "";
    CHECK_NOTHROW(check_mark(empty, folder / "mark"));
}

TEST_CASE("a whole journal agrees with its mark, and so does one that went on") {
    test::TempDir folder;
    MemoryJournal journal;
    {
        MarkKeeper keeper(folder / "mark");
        append(journal, "acme", 1, 5, &keeper);
        append(journal, "globex", 1, 2, &keeper);
        keeper.write();
        CHECK_NOTHROW(check_mark(journal, folder / "mark"));
        append(journal, "acme", 6, 9);
        CHECK_NOTHROW(check_mark(journal, folder / "mark"));
    }
    // A keeper that starts later keeps what it is not told of.
    { MarkKeeper(folder / "mark").note("acme", 9, 0, 10, to_bytes(test::simple_entry("acme", 9))); }
    CHECK(read_mark(folder / "mark")->at("acme").seq == 9);
    CHECK(read_mark(folder / "mark")->at("globex").seq == 2);
    CHECK_NOTHROW(check_mark(journal, folder / "mark"));
}

TEST_CASE("a journal shorter than its mark is refused, by tenant and sequences") {
    test::TempDir folder;
    {
        MemoryJournal whole;
        MarkKeeper keeper(folder / "mark");
        append(whole, "acme", 1, 1187);
        append(whole, "globex", 1, 3, &keeper);
        append(whole, "acme", 1188, 1201, &keeper);
    }
    MemoryJournal cut;
    append(cut, "acme", 1, 1187);
    append(cut, "globex", 1, 3);
    CHECK_THROWS_MATCHES(check_mark(cut, folder / "mark"), StoreError,
                         Message("acme: the mark says 1201, the journal ends at 1187: entries 1188 "
                                 "to 1201 are lost"));
    MemoryJournal shorter;
    append(shorter, "acme", 1, 1187);
    append(shorter, "globex", 1, 2);
    CHECK_THROWS_MATCHES(check_mark(shorter, folder / "mark"), StoreError,
                         Message("acme: the mark says 1201, the journal ends at 1187: entries 1188 "
                                 "to 1201 are lost; globex: the mark says 3, the journal ends at "
                                 "2: entry 3 is lost"));
    MemoryJournal empty;
    CHECK_THROWS_MATCHES(check_mark(empty, folder / "mark"), StoreError,
                         Message("acme: the mark says 1201, the journal ends at 0: entries 1 to "
                                 "1201 are lost; globex: the mark says 3, the journal ends at 0: "
                                 "entries 1 to 3 are lost"));
}

TEST_CASE("a journal with another entry at the mark is refused") {
    test::TempDir folder;
    MemoryJournal journal, other;
    {
        MarkKeeper keeper(folder / "mark");
        append(journal, "acme", 1, 3, &keeper);
    }
    append(other, "acme", 1, 2);
    append(other, "globex", 1, 1);
    CHECK_THROWS_MATCHES(
        check_mark(other, folder / "mark"), StoreError,
        Message("acme: the mark says 3, the journal has another entry at its place"));
}

TEST_CASE("the mark is an interval behind at most") {
    test::TempDir folder;
    MemoryJournal journal;
    MarkKeeper keeper(folder / "mark", 5ms);
    append(journal, "acme", 1, 3, &keeper);
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!read_mark(folder / "mark") && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(1ms);
    REQUIRE(read_mark(folder / "mark"));
    CHECK(read_mark(folder / "mark")->at("acme").seq == 3);
    CHECK_FALSE(keeper.trouble());
}

TEST_CASE("a mark that cannot be written says so, and is written later") {
    test::TempDir folder;
    MemoryJournal journal;
    MarkKeeper keeper(folder / "later/mark", 1h);
    append(journal, "acme", 1, 3, &keeper);
    CHECK_THROWS_AS(keeper.write(), StoreError);
    CHECK(keeper.trouble());
    std::filesystem::create_directory(folder / "later");
    keeper.write();
    CHECK_FALSE(keeper.trouble());
    CHECK(read_mark(folder / "later/mark")->at("acme").seq == 3);
}
