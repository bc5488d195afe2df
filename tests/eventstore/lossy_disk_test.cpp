// What is acknowledged outlives a power cut, because it was synced, and for no other reason.
#include "tests/support/lossy_disk.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

namespace {

/// How many entries were acknowledged before the kill, which came after so many.
std::size_t append_until_killed(const std::filesystem::path& folder, const char* sync,
                                std::size_t before) {
    test::Child child({DOSSIER_APPEND_UNTIL_KILLED, folder.string(), sync});
    std::size_t acknowledged = 0;
    std::string position;
    for (; acknowledged < before && child.line(position); ++acknowledged) {
    }
    child.kill();
    while (child.line(position)) ++acknowledged;
    child.wait();
    return acknowledged;
}

}  // namespace

TEST_CASE("no acknowledged entry is lost by a kill on a disk that loses what was not synced") {
    test::TempDir folder;
    std::size_t acknowledged = 0;
    for (std::size_t kill = 0; kill < 10; ++kill) {
        acknowledged += append_until_killed(folder / "journal", "sync", 1 + kill * 37);
        const RocksJournal journal(rocks::Disk{folder / "journal"}, 1);
        INFO("kill " << kill);
        REQUIRE(journal.end(0) >= acknowledged);
        acknowledged = journal.end(0);  // an entry may be there whose acknowledgement was not read
        const std::vector<Recorded> records = journal.read(0, 0, {.records_max = acknowledged});
        REQUIRE(records.size() == acknowledged);
        for (const Recorded& record : records)
            REQUIRE(record.bytes == "entry " + std::to_string(record.position));
    }
}

TEST_CASE("with syncing switched off acknowledged entries are lost: the test can tell") {
    test::TempDir folder;
    const std::size_t acknowledged = append_until_killed(folder / "journal", "no-sync", 500);
    const RocksJournal journal(rocks::Disk{folder / "journal"}, 1);
    CHECK(journal.end(0) < acknowledged);
}

TEST_CASE("a database lives on a lossy disk as on any other") {
    test::TempDir folder;
    const test::LossyDisk lossy;
    const rocks::Disk disk{folder / "state/0", lossy.env()};
    for (int round = 0; round < 3; ++round) {
        rocks::Database database(disk, {{"rows"}, {"more"}});
        for (int i = 0; i < round; ++i)
            CHECK(database.get(0, std::to_string(i)) == std::string(100'000, 'x'));
        rocks::Batch batch = database.batch();
        batch.put(0, std::to_string(round), std::string(100'000, 'x'));
        batch.put(1, std::to_string(round), "y");
        database.write(batch, rocks::Sync::no);
        if (round == 1) database.flush();
        if (round == 1) database.purge(0);
    }
}

TEST_CASE("after an append that failed every other fails, and nothing of it is acknowledged") {
    test::TempDir folder;
    const std::string one = "one", two = "two";
    {
        test::LossyDisk lossy;
        RocksJournal journal({folder / "journal", lossy.env()}, 1);
        journal.append(0, std::span(&one, 1));
        lossy.fail();
        CHECK_THROWS_AS(journal.append(0, std::span(&two, 1)), StoreError);
        CHECK_THROWS_AS(journal.append(0, std::span(&two, 1)), StoreError);
        CHECK(journal.end(0) == 1);
        CHECK(journal.read(0, 0).size() == 1);
        CHECK_FALSE(journal.wait(0, 1, std::chrono::milliseconds(1)));
    }
    const RocksJournal journal(rocks::Disk{folder / "journal"}, 1);
    CHECK(journal.read(0, 0).front().bytes == "one");
}
