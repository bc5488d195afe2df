// What every journal promises, wherever it is kept: DOSSIER_JOURNAL says where, and ctest runs
// these cases once for each.
#include "tests/support/some_journal.hpp"

#include <catch2/catch_test_macros.hpp>

#include <thread>

using namespace dossier;
using namespace std::chrono_literals;
using test::SomeJournal;
using Entries = std::vector<std::string>;

namespace {

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
    SomeJournal at(2);
    Journal& journal = *at.journal;
    CHECK(journal.partitions() == 2);
    CHECK(journal.end(0) == 0);
    CHECK(journal.read(0, 0).empty());

    const Entries first = {"one", std::string("\0two\xff", 5), "3"}, second = {"four"};
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
    SomeJournal at(2);
    at.journal->append(0, Entries{"a", "b"});
    at.journal->append(1, Entries{"c"});
    at.journal->append(0, Entries{"d"});
    CHECK(bytes_of(at.journal->read(0, 0)) == Entries{"a", "b", "d"});
    CHECK(bytes_of(at.journal->read(1, 0)) == Entries{"c"});
}

TEST_CASE("nothing appended is nothing changed") {
    SomeJournal at(2);
    at.journal->append(0, Entries{"a"});
    const Position end = at.journal->end(0);
    at.journal->append(0, Entries{});
    CHECK(at.journal->end(0) == end);
}

TEST_CASE("a portion is bounded by records and by bytes, and is never empty") {
    SomeJournal at(2);
    Journal& journal = *at.journal;
    journal.append(0, Entries{std::string(100, 'a'), std::string(100, 'b'), std::string(100, 'c')});
    CHECK(journal.read(0, 0, {.records_max = 2}).size() == 2);
    CHECK(journal.read(0, 0, {.bytes_max = 200}).size() == 2);
    CHECK(journal.read(0, 0, {.bytes_max = 199}).size() == 1);
    CHECK(journal.read(0, 0, {.bytes_max = 1}).size() == 1);
    CHECK(journal.read(0, journal.read(0, 0)[2].position).front().bytes == std::string(100, 'c'));
}

TEST_CASE("reading in portions gives everything once") {
    SomeJournal at(2);
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
    SomeJournal at(2);
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
    SomeJournal at(2);
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

TEST_CASE("what was appended is there when the journal is opened again, and goes on") {
    SomeJournal at(2);
    at.journal->append(0, Entries{"a", "b"});
    at.reopen();
    if (!at.kept()) return;  // memory keeps nothing
    CHECK(bytes_of(at.journal->read(0, 0)) == Entries{"a", "b"});
    at.journal->append(0, Entries{"c"});
    CHECK(bytes_of(at.journal->read(0, 0)) == Entries{"a", "b", "c"});
    CHECK(at.journal->end(1) == 0);
}
