#include "consumers/local_house.hpp"

#include "consumers/provision.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <future>

using namespace dossier;

namespace {

const Timestamp monday = *timestamp_of("2026-11-16T09:00:00Z");
const NewTenant acme{
    .slug = "acme", .name = "Acme", .admin_name = "Ada Admin", .admin_email = "ada@acme.example"};

/// A house in a folder, on a clock that the test moves.
struct Home {
    explicit Home(const std::filesystem::path& folder, HouseOptions options = {})
        : house(
              rocks::Disk{folder}, clock, random, [](const std::string& why) { FAIL(why); },
              options) {}

    Answer ask(Request request) {
        std::promise<Answer> answer;
        auto future = answer.get_future();
        house.submit(std::move(request), [&](Answer said) { answer.set_value(std::move(said)); });
        return future.get();
    }
    Answer ask(const UserId& who, std::string type, std::string data, StreamId stream = {}) {
        return ask({.tenant = "acme",
                    .command = {uuid7(clock.now(), random),
                                std::move(stream),
                                {std::move(type), std::move(data)}},
                    .actor = who,
                    .via = "test"});
    }

    VirtualClock clock{monday};
    SystemRandom random;
    LocalHouse house;
};

}  // namespace

TEST_CASE("a tenant is provisioned once and its administrator may work at once") {
    const test::TempDir dir;
    Home home(dir / "data");
    const Provisioned made = provision(home.house, acme);
    REQUIRE_FALSE(made.why);
    CHECK(provision(home.house, acme).admin == made.admin);
    CHECK_FALSE(home.ask(made.admin, "RegisterCompany", R"({"name":"ABC"})").why);
}

TEST_CASE("a slug is one organisation's and what is wrong with a wish is named") {
    const test::TempDir dir;
    Home home(dir / "data");
    provision(home.house, acme);
    NewTenant other = acme;
    other.name = "Another";
    REQUIRE(provision(home.house, other).why);
    CHECK(provision(home.house, {.slug = "No!"}).why->refusal == Refusal::validation);
}

TEST_CASE("a house goes on where it was") {
    const test::TempDir dir;
    UserId ada;
    std::int64_t seq = 0;
    {
        Home home(dir / "data");
        ada = provision(home.house, acme).admin;
        seq = home.ask(ada, "RegisterCompany", R"({"name":"ABC"})").seq;
    }
    Home again(dir / "data");
    CHECK(again.ask(ada, "RegisterCompany", R"({"name":"DEF"})").seq == seq + 1);
}

TEST_CASE("what was accepted can be asked for") {
    const test::TempDir dir;
    Home home(dir / "data");
    const UserId ada = provision(home.house, acme).admin;
    const Answer abc = home.ask(ada, "RegisterCompany", R"({"name":"ABC"})");
    const Queries& queries = home.house.queries("acme");
    std::promise<bool> folded;
    queries.when_folded("acme", abc.seq, std::chrono::seconds(30),
                        [&](bool came) { folded.set_value(came); });
    REQUIRE(folded.get_future().get());
    const auto found = queries.answer({.reader = {"acme", ada}, .path = "/v1/companies"});
    REQUIRE(found);
    CHECK(found->json.find("\"ABC\"") != std::string::npos);
}

TEST_CASE("a reply brings the case back and the reaction says because of what") {
    const test::TempDir dir;
    Home home(dir / "data");
    const UserId ada = provision(home.house, acme).admin;
    const StreamId abc = home.ask(ada, "RegisterCompany", R"({"name":"ABC"})").stream;
    const std::string party = "\"" + abc.text + "\"";
    const StreamId the_case =
        home.ask(ada, "OpenCase", R"({"client":)" + party + R"(,"title":"Printer on fire"})")
            .stream;
    CHECK_FALSE(home.ask(ada, "HoldCase", R"({"waiting_for":"customer"})", the_case).why);
    const Answer mail = home.ask(
        ada, "LogCommunication",
        R"({"channel":"email","direction":"in","occurred_at":"2026-11-16T09:00:00Z","body":"Still burning.","party":)" +
            party + R"(,"case":")" + the_case.text + "\"}");
    REQUIRE_FALSE(mail.why);

    std::vector<Recorded> after;
    for (int i = 0; i < 100 && after.empty(); ++i) {
        home.house.journal().wait(0, home.house.journal().end(0), std::chrono::milliseconds(50));
        for (Recorded& one : home.house.journal().read(0, 0))
            if (entry_from(one.bytes).cause) after.push_back(std::move(one));
    }
    REQUIRE(after.size() == 1);
    const Entry entry = entry_from(after.front().bytes);
    CHECK(entry.cause->seq == mail.seq);
    REQUIRE(entry.events.size() == 1);
    CHECK(entry.events.front().type == "CaseResumed");
}
