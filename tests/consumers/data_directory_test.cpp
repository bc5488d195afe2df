#include "consumers/data_directory.hpp"

#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <unistd.h>

#include <fstream>

using namespace dossier;
using Catch::Matchers::ContainsSubstring, Catch::Matchers::MessageMatches;

TEST_CASE("a new data directory is made and found again as it was made") {
    const test::TempDir dir;
    const rocks::Disk disk{dir / "data"};
    CHECK(DataDirectory(disk, 3).partitions() == 3);
    CHECK(DataDirectory(disk, 1).partitions() == 3);
}

TEST_CASE("a data directory is held by one and the other hears by whom") {
    const test::TempDir dir;
    const rocks::Disk disk{dir / "data"};
    const DataDirectory first(disk, 1);
    const std::string me = std::to_string(::getpid());
    CHECK(owner_of(disk.root) == ::getpid());
    CHECK_THROWS_MATCHES(DataDirectory(disk, 1), StoreError,
                         MessageMatches(ContainsSubstring("process " + me)));
}

TEST_CASE("a folder of something else is left alone") {
    const test::TempDir dir;
    std::ofstream(dir / "letter.txt") << "Dear Kim";
    CHECK_THROWS_MATCHES(DataDirectory(rocks::Disk{dir.path()}, 1), StoreError,
                         MessageMatches(ContainsSubstring("is no data directory")));
}

TEST_CASE("a folder that has just the keys of a house is a new one") {
    const test::TempDir dir;
    std::ofstream(dir / "root.key") << "key";
    std::ofstream(dir / "token.key") << "key";
    CHECK(DataDirectory(rocks::Disk{dir.path()}, 2).partitions() == 2);
}

TEST_CASE("data of a newer program are refused by name and version") {
    const test::TempDir dir;
    std::ofstream(dir / "format") << "dossier-data 2\nprogram 7.1.0\npartitions 1\n";
    CHECK_THROWS_MATCHES(
        DataDirectory(rocks::Disk{dir.path()}, 1), StoreError,
        MessageMatches(ContainsSubstring("Dossier 7.1.0") && ContainsSubstring("format 2")));
}

TEST_CASE("a first start that was cut off is a first start") {
    const test::TempDir dir;
    std::ofstream(dir / "owner") << "1\n";
    CHECK(DataDirectory(rocks::Disk{dir.path()}, 2).partitions() == 2);
}
