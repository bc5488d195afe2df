// What is asked on the command line, and how it is drawn.
#include "schema/formats.hpp"
#include "tests/support/street.hpp"
#include "tools/options.hpp"
#include "tools/subcommands.hpp"
#include "tools/table.hpp"

#include <iostream>
#include <sstream>

using namespace dossier;
using namespace dossier::tools;
using test::has;

namespace {

std::string asked(test::Street& street, const std::string& path) {
    Place place;
    place.url = "http://127.0.0.1:" + std::to_string(street.api.port());
    place.token = street.token;
    std::ostringstream out;
    std::streambuf* const cout = std::cout.rdbuf(out.rdbuf());
    const int code = tools::ask(place, {.path = path});
    std::cout.rdbuf(cout);
    CHECK(code == all_well);
    return out.str();
}

}  // namespace

TEST_CASE("whose key was destroyed is shown forgotten, and the rest of the record stays") {
    test::Street street;
    const std::string jane =
        street.made("RegisterContact", R"({"display_name":"Jane Roe","job_title":"Clerk"})");
    const std::string path = "/v1/contacts/" + jane.substr(jane.find('/') + 1);
    CHECK(has(asked(street, path + "?min_seq=" + street.seq), "Jane Roe"));
    for (const Recorded& record : street.house.journal().read(0, 0))
        for (const auto& [key, whose] : entry_from(record.bytes).keys)
            if (whose == jane) street.house.keys().destroy("acme", std::stoll(key));
    const std::string left = asked(street, path);
    INFO(left);
    CHECK(has(left, R"("display_name":{"hidden":"forgotten"})"));
    CHECK(has(left, "Clerk"));
    CHECK_FALSE(has(left, "Jane"));
    CHECK(has(drawn(*parsed(left), 120), "(forgotten)"));
}

TEST_CASE("a table says the name of what a field leads to, where it stands beside") {
    const std::string drawing = drawn(*parsed(R"({"items":[
        {"number":1,"client":"contact/1","assignee":"user/2",
         "expanded":{"client":{"display_name":"Jane Roe"},"assignee":null}},
        {"number":2,"client":"company/3","expanded":{"client":{"name":"ABC"}}}],"seq":7})"),
                                      100);
    INFO(drawing);
    CHECK(has(drawing, "Jane Roe contact/1"));
    CHECK(has(drawing, "ABC company/3"));
    CHECK(has(drawing, "user/2"));
    CHECK_FALSE(has(drawing, "expanded"));
}
