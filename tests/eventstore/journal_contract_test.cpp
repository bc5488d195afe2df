// What every journal promises, wherever it is kept.
#include "eventstore/memory_journal.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <functional>
#include <memory>
#include <thread>

using namespace dossier;
using namespace std::chrono_literals;
using Entries = std::vector<std::string>;

namespace {

/// A journal of two partitions, and the folder it may live in.
struct Place {
    test::TempDir folder;
    std::unique_ptr<Journal> journal;
};
using Maker = void (*)(Place&);

void in_memory(Place& at) { at.journal = std::make_unique<MemoryJournal>(2); }
void in_rocks(Place& at) {
    at.journal = std::make_unique<RocksJournal>(rocks::Disk{at.folder / "journal"}, 2);
}

Entries bytes_of(const std::vector<Recorded>& records) {
    Entries all;
    for (const Recorded& record : records) all.push_back(record.bytes);
    return all;
}

Entries numbered(int from, int count) {
    Entries all;
    for (int i = from; i < from + count; ++i) all.push_back("entry " + std::to_string(i));
    return all;
}

}  // namespace

TEST_CASE("what was appended is read back, in order, byte for byte") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    Journal& journal = *at.journal;
    CHECK(journal.partitions() == 2);
    CHECK(journal.end(0) == 0);
    CHECK(journal.read(0, 0).empty());

    const Entries first = {"one", std::string("\0two\xff", 5), ""}, second = {"four"};
    CHECK(journal.append(0, first) == 0);
    const Position there = journal.append(0, second);
    CHECK(there >= 3);
    CHECK(journal.end(0) > there);

    const std::vector<Recorded> all = journal.read(0, 0);
    CHECK(bytes_of(all) == Entries{first[0], first[1], first[2], second[0]});
    CHECK(all.back().position == there);
    for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i].position > all[i - 1].position);
}

TEST_CASE("partitions do not mix") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    at.journal->append(0, Entries{"a", "b"});
    at.journal->append(1, Entries{"c"});
    at.journal->append(0, Entries{"d"});
    CHECK(bytes_of(at.journal->read(0, 0)) == Entries{"a", "b", "d"});
    CHECK(bytes_of(at.journal->read(1, 0)) == Entries{"c"});
}

TEST_CASE("nothing appended is nothing changed") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    at.journal->append(0, Entries{"a"});
    const Position end = at.journal->end(0);
    at.journal->append(0, Entries{});
    CHECK(at.journal->end(0) == end);
}

TEST_CASE("a portion is bounded by records and by bytes, and is never empty") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    Journal& journal = *at.journal;
    journal.append(0, Entries{std::string(100, 'a'), std::string(100, 'b'), std::string(100, 'c')});
    CHECK(journal.read(0, 0, {.records_max = 2}).size() == 2);
    CHECK(journal.read(0, 0, {.bytes_max = 200}).size() == 2);
    CHECK(journal.read(0, 0, {.bytes_max = 199}).size() == 1);
    CHECK(journal.read(0, 0, {.bytes_max = 1}).size() == 1);
    CHECK(journal.read(0, journal.read(0, 0)[2].position).front().bytes == std::string(100, 'c'));
}

TEST_CASE("reading in portions gives everything once") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    const Entries entries = numbered(0, 1000);
    at.journal->append(0, entries);
    Entries seen;
    for (Position next = 0;;) {
        const std::vector<Recorded> some = at.journal->read(0, next, {.records_max = 7});
        if (some.empty()) break;
        for (const Recorded& record : some) seen.push_back(record.bytes);
        next = some.back().position + 1;
    }
    CHECK(seen == entries);
}

TEST_CASE("waiting ends when there is something to read, or when the time is over") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    Journal& journal = *at.journal;
    CHECK_FALSE(journal.wait(0, 0, 5ms));
    std::thread writer([&] {
        std::this_thread::sleep_for(20ms);
        journal.append(1, Entries{"elsewhere"});
        journal.append(0, Entries{"here"});
    });
    CHECK(journal.wait(0, 0, 10s));
    CHECK(journal.read(0, 0).size() == 1);
    writer.join();
    CHECK(journal.wait(0, 0, 0ms));
    CHECK_FALSE(journal.wait(0, journal.end(0), 5ms));
}

TEST_CASE("readers follow while the writer appends") {
    Place at;
    GENERATE(Maker{in_memory}, Maker{in_rocks})(at);
    Journal& journal = *at.journal;
    constexpr int batches = 50, batch = 20;
    const auto follow = [&](Entries& seen) {
        for (Position next = 0; seen.size() < batches * batch;) {
            if (!journal.wait(0, next, 10s)) return;
            for (Recorded& record : journal.read(0, next, {.records_max = 13})) {
                next = record.position + 1;
                seen.push_back(std::move(record.bytes));
            }
        }
    };
    Entries one, other;
    std::thread first(follow, std::ref(one)), second(follow, std::ref(other));
    for (int i = 0; i < batches; ++i) journal.append(0, numbered(i * batch, batch));
    first.join();
    second.join();
    CHECK(one == numbered(0, batches * batch));
    CHECK(other == one);
}

TEST_CASE("a copy of a log keeps how far it came in the same write") {
    const test::TempDir folder;
    const auto open = [&] {
        return std::make_unique<RocksJournal>(rocks::Disk{folder / "journal"}, 2);
    };
    auto copy = open();
    CHECK_FALSE(copy->progress(0));
    copy->append_copy(1, Entries{"a", "b"}, "as far as b");
    copy->append_copy(1, Entries{}, "further, with nothing to keep");
    copy->append_copy(0, Entries{"z"}, "as far as z");
    copy.reset();
    copy = open();
    CHECK(copy->progress(0) == "as far as z");
    CHECK(copy->progress(1) == "further, with nothing to keep");
    CHECK(copy->end(0) == 1);
    CHECK(copy->end(1) == 2);
    CHECK(bytes_of(copy->read(1, 0)) == Entries{"a", "b"});
    CHECK(copy->read(0, 1).empty());
}

TEST_CASE("a tenant lies where Kafka's partitioner puts it") {
    CHECK(partition_of("acme", 1) == 0);
    CHECK(partition_of("foobar", 7) == (-790332482 & 0x7fffffff) % 7);
    CHECK(partition_of("21", 12) == (-973932308 & 0x7fffffff) % 12);
}
