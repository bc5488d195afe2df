// One flipped bit, anywhere in the journal's files: either nothing is lost, or verify says what.
#include "base/big_endian.hpp"
#include "eventstore/rocks_journal.hpp"
#include "eventstore/verify.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <fstream>
#include <iterator>
#include <random>

using namespace dossier;
namespace fs = std::filesystem;

namespace {

constexpr int entries_made = 200;

/// A data directory with one tenant's entries, the first half in tables when they are flushed.
void make(const fs::path& directory, bool flushed) {
    RocksJournal journal(rocks::Disk{directory}.at("journal"), 1);
    Marks marks;
    for (int seq = 1; seq <= entries_made; ++seq) {
        const std::string bytes = to_bytes(test::company_entry("acme", seq));
        const Position at = journal.append(0, std::span(&bytes, 1));
        marks["acme"] = {seq, 0, at, sha256(bytes)};
    }
    if (flushed) journal.flush();
    write_mark(directory / "mark", marks);
}

fs::path largest(const fs::path& folder, const std::string& extension) {
    fs::path found;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == extension &&
            (found.empty() || file.file_size() > fs::file_size(found)))
            found = file.path();
    return found;
}

void flip(const fs::path& file, std::uintmax_t at) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(at));
    const char was = static_cast<char>(bytes.get());
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(static_cast<char>(was ^ 0x10));
}

Verdict verified(const fs::path& directory) { return verify_directory(rocks::Disk{directory}, 1); }

}  // namespace

TEST_CASE("a directory verifies beside its owner and without one") {
    test::TempDir folder;
    make(folder.path(), false);
    CHECK_FALSE(verified(folder.path()).wrong);
    const RocksJournal owner(rocks::Disk{folder / "journal"}, 1);
    const Verdict beside = verified(folder.path());
    CHECK_FALSE(beside.wrong);
    CHECK(beside.entries == entries_made);
}

TEST_CASE("a flipped bit of a stored entry is found, and the entry is named") {
    const bool flushed = GENERATE(false, true);
    test::TempDir folder;
    make(folder.path(), flushed);
    const fs::path file = largest(folder / "journal", flushed ? ".sst" : ".log");
    const std::uintmax_t size = fs::file_size(file);
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed << (flushed ? " flushed" : " in the log"));
    std::mt19937_64 random(seed);
    int found = 0;
    for (int i = 0; i < 40; ++i) {
        const std::uintmax_t at = random() % size;
        INFO("byte " << at << " of " << size);
        flip(file, at);
        const Verdict result = verified(folder.path());
        if (result.wrong) {
            ++found;
            UNSCOPED_INFO(at << ": " << to_text(*result.wrong));
            CHECK(result.wrong->tenant == "acme");
            CHECK(result.wrong->seq == result.entries + 1);
        } else {
            CHECK(result.entries == entries_made);
        }
        flip(file, at);
    }
    CHECK(found > 20);
    CHECK_FALSE(verified(folder.path()).wrong);
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);  // no copy is left
}

TEST_CASE("a log that lost its end is found by its mark") {
    test::TempDir folder;
    make(folder.path(), false);
    const fs::path log = largest(folder / "journal", ".log");
    fs::resize_file(log, fs::file_size(log) * 3 / 4);
    const Verdict result = verified(folder.path());
    REQUIRE(result.wrong);
    CHECK(result.wrong->tenant == "acme");
    CHECK(result.wrong->seq == result.entries + 1);
    CHECK(result.entries > 100);
    CHECK(result.entries < entries_made);
}

TEST_CASE("what lies in damage is named by the tenants that miss something behind it") {
    test::TempDir folder;
    {
        RocksJournal journal(rocks::Disk{folder.path()}.at("journal"), 1);
        for (int seq = 1; seq <= 50; ++seq)
            for (const char* tenant : {"acme", "globex", "initech"}) {
                const std::string bytes = to_bytes(test::company_entry(tenant, seq));
                journal.append(0, std::span(&bytes, 1));
            }
        journal.flush();
    }
    // One entry of globex written again under RocksDB's own checksum, by a clumsy hand.
    {
        rocks::Database rows(rocks::Disk{folder / "journal"}, {{"entries", rocks::Shape::log}});
        std::string key;
        put(key, std::uint16_t{0});
        put(key, std::uint64_t{31});
        std::string value = *rows.get(0, key);
        value[value.find("ABC")] = 'X';
        rocks::Batch batch = rows.batch();
        batch.put(0, key, value);
        rows.write(batch, rocks::Sync::yes);
    }
    const Verdict result = verified(folder.path());
    REQUIRE(result.wrong);
    CHECK(to_text(*result.wrong) ==
          "globex 11 (partition 0, position 31): the bytes are not those that were hashed");
    CHECK(result.entries == 31);
}
