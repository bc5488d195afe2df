// docs/reference says what the code says. `DOSSIER_GOLDEN=write dossier_tests_fast "[reference]"`
// writes it again.
#include "domain/reference.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace dossier;
namespace fs = std::filesystem;

TEST_CASE("the reference is up to date", "[reference]") {
    const fs::path folder = fs::path(DOSSIER_SOURCE_DIR) / "docs" / "reference";
    fs::create_directories(folder);
    std::set<std::string> names;
    for (const ReferencePage& page : reference_pages()) {
        names.insert(page.name);
        if (std::getenv("DOSSIER_GOLDEN")) std::ofstream(folder / page.name) << page.text;
        std::stringstream kept;
        kept << std::ifstream(folder / page.name).rdbuf();
        INFO(page.name << ": write it again with DOSSIER_GOLDEN=write");
        CHECK((kept.str() == page.text));
    }
    for (const auto& file : fs::directory_iterator(folder)) {
        INFO(file.path().string() << " is about nothing that is there");
        CHECK(names.contains(file.path().filename().string()));
    }
}
