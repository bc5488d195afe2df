// Which file is what, and which field becomes which.
#include "base/ids.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/import/load.hpp"
#include "tools/options.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

using namespace dossier;
using namespace dossier::tools;
using dossier::test::TempDir;

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("a file is what its name says, else what its fields say") {
    const TempDir folder;
    write(folder / "dump1.json",
          R"({"_id":"1","name":"Ann","email":"a@b.example","phone":"+4930123456"})");
    write(folder / "dump2.json", R"({"_id":"1","colour":"blue"})");
    std::vector<std::string> said;
    const std::vector<std::string> paths{folder.path().string()};
    const auto dumps = dumps_in(paths, [&](const std::string& line) { said.push_back(line); });
    REQUIRE(dumps.size() == 1);
    CHECK(dumps[0].collection == Collection::clients);
    REQUIRE(said.size() == 1);
    CHECK(said[0].starts_with("dump2.json is left out"));
    CHECK_THROWS_AS(dumps_in(std::vector<std::string>{folder / "nothing"}, [](auto&) {}),
                    CannotGoOn);
}

TEST_CASE("a mapped word says the field, theirs and ours") {
    CHECK(word_for("status.In Progress=open").from == "In Progress");
    for (const char* broken : {"status", "status=open", ".x=y", "status.=open", "status.x="})
        CHECK_THROWS_AS(word_for(broken), CannotGoOn);
}

TEST_CASE("every field of the tables is a field of its command") {
    for (
        const auto& [collection, fields] : std::map<Collection, const char*>{
            {Collection::staff,
             R"({"_id":"1","name":"A","email":"a@b.example","phone":"+4930123456","role":"R","department":"D"})"},
            {Collection::clients,
             R"({"_id":"1","name":"A","email":"a@b.example","phone":"+49 30 123456","address":"X","company":"Y","notes":"Preferred contact method: Phone call."})"},
            {Collection::cases,
             R"({"_id":"1","client_id":"1","title":"A","description":"B","priority":"Medium","assigned_to":"1","deadline":"2024-01-01","created_at":"2023-01-01 10:00","status":"Open"})"},
            {Collection::communications,
             R"({"_id":"1","client_id":"1","case_id":"1","staff_id":"1","date":"2024-01-01","type":"Phone","direction":"Inbound","subject":"S","message":"M"})"},
            {Collection::updates,
             R"({"_id":"1","case_id":"1","communication_id":"1","date":"2024-01-01","title":"T","description":"D","status":"Closed"})"}}) {
        INFO(to_text(collection));
        const json::object row = parsed(fields)->get_object();
        const Made made = command_of(mapping_of(collection, row), row, {"x"}, {});
        for (const Complaint& wrong : made.wrong) FAIL_CHECK(said(wrong));
        CHECK(is_uuid(made.command.id));
    }
}
