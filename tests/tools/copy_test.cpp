// `dossier copy` between directories, as it is typed.
#include "consumers/data_directory.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tests/support/a_town.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/subcommands.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <iostream>
#include <sstream>

using namespace dossier;
using namespace dossier::test;
using namespace dossier::tools;
using Catch::Matchers::ContainsSubstring;

namespace {

void found(const std::string& folder, std::int64_t entries) {
    const DataDirectory made({folder}, 1);
    RocksJournal journal(made.disk().at("journal"), 1);
    settle(journal, 3, entries);
}

std::string copied(const CopyArguments& arguments) {
    const std::ostringstream out;
    auto* const before = std::cout.rdbuf(out.rdbuf());
    int code = nothing_done;
    try {
        code = copy({}, arguments);
    } catch (...) {
        std::cout.rdbuf(before);
        throw;
    }
    std::cout.rdbuf(before);
    CHECK(code == all_well);
    return out.str();
}

}  // namespace

TEST_CASE("a directory is copied to one of other partitions, and says what is not in it") {
    const TempDir dir;
    found(dir / "from", 300);
    const std::string said = copied({.from = dir / "from", .to = dir / "to", .partitions = 4});
    CHECK_THAT(said, ContainsSubstring("tenant-0  100 entries, last 100, digest ") &&
                         ContainsSubstring("300 entries of 3 tenants in 4 partitions") &&
                         ContainsSubstring("the keys: without them"));
    CHECK(read_format(dir / "to")->partitions == 4);
    CHECK(read_mark(dir / "to/mark")->at(citizen(2)).seq == 100);
    const RocksJournal from(rocks::Disk{dir / "from/journal"}, 1),
        to(rocks::Disk{dir / "to/journal"}, 4);
    check_mark(to, dir / "to/mark");
    CHECK(same_entries(from, to));
}

TEST_CASE("half a copy is served by nobody, and is finished by saying the same again") {
    const TempDir dir;
    found(dir / "from", 300);
    {
        UnfinishedDirectory half({dir / "to"}, 2);
        half.begin();
        RocksJournal journal(half.disk().at("journal"), 2);
        settle(journal, 3, 150);
    }
    CHECK_THROWS_WITH(read_format(dir / "to"), ContainsSubstring("was not copied to its end"));
    CHECK_THROWS_WITH(DataDirectory({dir / "to"}, 2), ContainsSubstring("say the same"));
    CHECK_THROWS_WITH(copied({.from = dir / "to", .to = dir / "third"}),
                      ContainsSubstring("was not copied to its end"));
    CHECK_THAT(copied({.from = dir / "from", .to = dir / "to"}),
               ContainsSubstring("150 of them came now"));
    CHECK(read_format(dir / "to")->partitions == 2);
}

TEST_CASE("a copy names what keeps it from being one") {
    const TempDir dir;
    found(dir / "from", 30);
    found(dir / "other", 60);
    CHECK_THROWS_WITH(copied({.from = dir / "from", .to = dir / "from"}),
                      ContainsSubstring("the same place"));
    CHECK_THROWS_WITH(copied({.from = dir / "nothing", .to = dir / "to"}),
                      ContainsSubstring("there are no data in"));
    CHECK_THROWS_WITH(copied({.from = dir / "from", .to = dir / "other"}),
                      ContainsSubstring("nothing was written"));
    CHECK_THROWS_WITH(copied({.from = dir / "from", .to = dir / "to", .with_keys = true}),
                      ContainsSubstring("root.key"));
    CHECK_THROWS_WITH(copied({.from = dir / "from", .to = "kafka://"}),
                      ContainsSubstring("is not kafka://HOST:PORT"));
    CHECK_THROWS_WITH(copied({.from = dir / "from", .to = dir / "other", .partitions = 2}),
                      ContainsSubstring("has 1 partitions already"));
    const DataDirectory held({dir / "from"}, 1);
    CHECK_THROWS_WITH(copied({.from = dir / "from", .to = dir / "to"}),
                      ContainsSubstring("has it open"));
}
