// Importing into a running server, and what is asked of it then.
#include "api/api.hpp"
#include "base/random.hpp"
#include "consumers/local_house.hpp"
#include "consumers/provision.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/http.hpp"
#include "tools/json.hpp"
#include "tools/options.hpp"
#include "tools/subcommands.hpp"

#include <catch2/catch_test_macros.hpp>

#include <iostream>
#include <sstream>

using namespace dossier;
using namespace dossier::tools;

namespace {

/// A server of its own, with one tenant and a token of its administrator.
class Served {
public:
    Served()
        : house_({folder_.path() / "data"}, clock_, random_, [](const std::string&) {}),
          api_(house_, seed_, random_, {.listen = {.port = 0}}) {
        const Provisioned made = provision(house_, {.slug = "acme",
                                                    .name = "Acme",
                                                    .admin_name = "Ada",
                                                    .admin_email = "ada@acme.example"});
        REQUIRE(!made.why);
        const Timestamp now = clock_.now();
        place.url = "http://127.0.0.1:" + std::to_string(api_.port());
        place.token = api_.tokens().sign({"acme", made.admin, now, now + std::chrono::hours{1}});
    }

    /// The answer once the views have folded everything.
    json::object ask(const std::string& target) {
        Http http(place.url, place.token);
        const HttpAnswer answer = http.ask({"GET", target});
        INFO(target << " " << answer.body);
        REQUIRE(answer.status == 200);
        return parsed(answer.body)->get_object();
    }

    Place place;

private:
    test::TempDir folder_;
    SystemClock clock_;
    SystemRandom random_;
    Bytes32 seed_{};
    LocalHouse house_;
    Api api_;
};

struct Ran {
    int code = 0;
    std::string out, problems;
};

Ran run_import(const Place& place, const std::string& fixture) {
    const std::string folder = std::string(DOSSIER_SOURCE_DIR "/tests/fixtures/") + fixture;
    std::ostringstream out, problems;
    std::streambuf* const cout = std::cout.rdbuf(out.rdbuf());
    std::streambuf* const cerr = std::cerr.rdbuf(problems.rdbuf());
    Ran ran;
    ran.code = import(place, {.paths = {folder}});
    std::cout.rdbuf(cout);
    std::cerr.rdbuf(cerr);
    ran.out = out.str();
    ran.problems = problems.str();
    return ran;
}

std::int64_t seq_of(const json::object& answer) { return answer.at("seq").as_int64(); }

}  // namespace

TEST_CASE("John Doe with his mail and his case is on a timeline in the order of business") {
    Served served;
    const Ran ran = run_import(served.place, "seed001");
    INFO(ran.out << ran.problems);
    REQUIRE(ran.code == 0);
    const json::object john =
        served.ask("/v1/contacts?limit=1&min_seq=4").at("items").as_array().front().as_object();
    const std::string id = text_of(john, "id");
    const json::object timeline =
        served.ask("/v1/clients/" + id.substr(id.find('/') + 1) + "/timeline");
    std::vector<std::string> kinds, dates;
    for (const json::value& item : timeline.at("items").as_array()) {
        kinds.push_back(text_of(item.as_object(), "kind"));
        dates.push_back(text_of(item.as_object(), "occurred_at"));
    }
    INFO(json::serialize(timeline));
    CHECK(kinds == std::vector<std::string>{"communication", "case_update", "case_opened"});
    CHECK(std::is_sorted(dates.rbegin(), dates.rend()));
}

TEST_CASE("a dump is loaded over HTTP once, however often it is sent") {
    Served served;
    const Ran first = run_import(served.place, "seed000");
    INFO(first.out << first.problems);
    REQUIRE(first.code == 0);
    CHECK(first.out ==
          "                      read    loaded   skipped   refused\n"
          "staff                    6         6         0         0\n"
          "clients                 60        60         0         0\n"
          "cases                   80        80         0         0\n"
          "communications         400       400         0         0\n"
          "case_updates           189       189         0         0\n");
    const Ran second = run_import(served.place, "seed000");
    CHECK(second.code == 0);
    CHECK(second.out ==
          "                      read    loaded   skipped   refused\n"
          "staff                    6         0         6         0\n"
          "clients                 60         0        60         0\n"
          "cases                   80         0        80         0\n"
          "communications         400         0       400         0\n"
          "case_updates           189         0       189         0\n");
    const json::object open = served.ask("/v1/cases?status=open&limit=100");
    CHECK(open.at("items").as_array().size() == 32);
    CHECK(seq_of(open) > 700);
}
