#include "eventstore/backup.hpp"
#include "eventstore/keys.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <fstream>
#include <thread>

using namespace dossier;
namespace fs = std::filesystem;

namespace {

SystemRandom chance;
const Bytes32 root = sha256("root");

/// A data directory as far as a backup looks at it.
struct House {
    explicit House(const fs::path& at)
        : disk{at}, journal(disk.at("journal"), 1), keys(open_keys(disk.at("keys"), root, chance)) {
        std::ofstream(at / "format") << "the format\n";
    }
    void append(std::int64_t from, std::int64_t to) {
        for (std::int64_t seq = from; seq <= to; ++seq) {
            const std::string bytes = to_bytes(test::contact_entry("acme", seq));
            journal.append(0, std::span(&bytes, 1));
        }
    }
    rocks::Disk disk;
    RocksJournal journal;
    std::unique_ptr<Keys> keys;
};

std::vector<std::string> entries(const fs::path& directory) {
    const RocksJournal journal(rocks::Disk{directory}.at("journal"), 1);
    std::vector<std::string> all;
    for (const Recorded& record : journal.read(0, 0, {.records_max = 10'000}))
        all.push_back(record.bytes);
    return all;
}

}  // namespace

TEST_CASE("a backup beside a running owner has all that was durable, and comes back") {
    test::TempDir folder;
    fs::create_directory(folder / "house");
    House house(folder / "house");
    house.append(1, 700);
    house.journal.flush();
    house.append(701, 1000);
    house.keys->ensure("acme", 17);
    const Box box = house.keys->seal("acme", 17, "Kim");

    const Copied plain = back_up(house.disk, 1, folder / "plain");
    CHECK(plain.journal.entries == 1000);
    CHECK_FALSE(plain.keys);
    CHECK_FALSE(fs::exists(folder / "plain/keys"));
    const Copied full = back_up(house.disk, 1, folder / "full", {.keys = true});
    CHECK(full.keys);
    house.append(1001, 1010);

    const Copied back = restore(folder / "full", 1, folder / "restored");
    CHECK(back.keys);
    CHECK(back.journal.entries == 1000);
    CHECK(fs::exists(folder / "restored/format"));
    CHECK(read_mark(folder / "restored/mark")->at("acme").seq == 1000);
    CHECK(entries(folder / "restored").size() == 1000);
    CHECK(entries(folder / "restored") == entries(folder / "plain"));
    CHECK(open_keys(rocks::Disk{folder / "restored"}.at("keys"), root, chance)->open("acme", box) ==
          "Kim");
    CHECK_FALSE(fs::exists(folder / "full/root.key"));
}

TEST_CASE("neither overwrites anything, and half a backup is none") {
    test::TempDir folder;
    fs::create_directory(folder / "house");
    House house(folder / "house");
    house.append(1, 3);
    CHECK_THROWS_AS(back_up(house.disk, 1, folder / "house"), StoreError);
    CHECK_THROWS_AS(back_up(rocks::Disk{folder / "nowhere"}, 1, folder / "new"), StoreError);
    back_up(house.disk, 1, folder / "backup");
    CHECK_THROWS_AS(restore(folder / "backup", 1, folder / "house"), StoreError);
    fs::remove(folder / "backup/format");
    CHECK_THROWS_AS(restore(folder / "backup", 1, folder / "restored"), StoreError);
}

TEST_CASE("a wrong entry is neither backed up nor restored") {
    test::TempDir folder;
    fs::create_directory(folder / "house");
    House house(folder / "house");
    house.append(1, 3);
    back_up(house.disk, 1, folder / "backup");
    house.append(5, 5);
    CHECK_THROWS_AS(back_up(house.disk, 1, folder / "another"), StoreError);
    CHECK_FALSE(fs::exists(folder / "another/format"));
    {
        RocksJournal journal(rocks::Disk{folder / "backup"}.at("journal"), 1);
        const std::string wrong = "wrong";
        journal.append(0, std::span(&wrong, 1));
    }
    CHECK_THROWS_AS(restore(folder / "backup", 1, folder / "restored"), StoreError);
    CHECK_FALSE(fs::exists(folder / "restored"));
}

TEST_CASE("verifying and backing up see a whole journal while its owner works") {
    test::TempDir folder;
    fs::create_directory(folder / "house");
    House house(folder / "house");
    house.append(1, 10);
    std::atomic<bool> done = false;
    std::int64_t written = 10;
    std::thread owner([&] {
        for (; !done; written += 200) {
            house.append(written + 1, written + 200);
            house.journal.flush();  // tables come, and compactions take them away
        }
    });
    std::int64_t before = 0;
    for (int round = 0; round < 10; ++round) {
        const Verdict verified = verify_directory(house.disk, 1);
        CHECK((verified.wrong ? to_text(*verified.wrong) : "") == "");
        CHECK(verified.entries >= before);
        before = verified.entries;
    }
    const Copied copied = back_up(house.disk, 1, folder / "backup", {.keys = true});
    done = true;
    owner.join();
    CHECK(copied.journal.entries >= before);
    CHECK(house.journal.end(0) == static_cast<Position>(written));
}
