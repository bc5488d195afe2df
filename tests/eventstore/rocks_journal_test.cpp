#include "eventstore/rocks_journal.hpp"

#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <memory>

using namespace dossier;
using Entries = std::vector<std::string>;

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
    CHECK(copy->read(1, 1).at(0).bytes == "b");
    CHECK(copy->read(0, 1).empty());
}

TEST_CASE("a tenant lies where Kafka's partitioner puts it") {
    CHECK(partition_of("acme", 1) == 0);
    CHECK(partition_of("foobar", 7) == (-790332482 & 0x7fffffff) % 7);
    CHECK(partition_of("21", 12) == (-973932308 & 0x7fffffff) % 12);
}
