// Commands as they are typed.
#include "tools/words.hpp"

#include <catch2/catch_test_macros.hpp>

#include "tools/options.hpp"
#include "tools/table.hpp"

using namespace dossier::tools;

namespace {

std::string typed(std::string_view command, std::vector<std::string> words) {
    return data_of(*command_type(command), words);
}

}  // namespace

TEST_CASE("name=value becomes JSON by the command's description") {
    CHECK(typed("OpenCase", {"client=company/1", "title=Login fails", "priority=high"}) ==
          R"({"client":"company/1","title":"Login fails","priority":"high"})");
    CHECK(typed("TagCase", {"tags=vip", "tags=late"}) == R"({"tags":["vip","late"]})");
}

TEST_CASE("a list's element is begun anew when a field of it comes again") {
    CHECK(typed("RegisterContact", {"display_name=Jo", "emails.address=a@b.example",
                                    "emails.primary=true", "emails.address=c@d.example"}) ==
          R"({"display_name":"Jo","emails":[{"address":"a@b.example","primary":true},)"
          R"({"address":"c@d.example"}]})");
}

TEST_CASE("an update's fields need no patch before them, and an empty one is cleared") {
    CHECK(typed("UpdateCase", {"title=New", "description="}) ==
          R"({"patch":{"title":"New","description":null}})");
    CHECK(typed("UpdateCase", {"patch.title=New"}) == R"({"patch":{"title":"New"}})");
}

TEST_CASE("a wrong name is answered with the right ones") {
    try {
        typed("AssignCase", {"asignee=user/1"});
        FAIL("it was taken");
    } catch (const CannotGoOn& said) {
        CHECK(std::string(said.what()) == "AssignCase has no 'asignee'; it has: assignee");
    }
    CHECK_THROWS_AS(typed("AssignCase", {"assignee"}), CannotGoOn);
}

TEST_CASE("an answer is a spreadsheet with a header") {
    CHECK(as_csv(*parsed(R"({"seq":1,"items":[{"a":1,"b":{"c":"x,y"}},{"a":2,"d":"\"q\""}]})")) ==
          "a,b.c,d\r\n1,\"x,y\",\r\n2,,\"\"\"q\"\"\"\r\n");
}

TEST_CASE("a list is drawn with columns that have something in them") {
    CHECK(drawn(*parsed(R"({"items":[{"number":1,"title":"Täglich","none":null},)"
                        R"({"number":22,"title":{"hidden":"forgotten"}}],"seq":7})"),
                80) == "number  title\n1       Täglich\n22      (forgotten)\nseq 7\n");
}
