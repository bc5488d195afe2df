// The acceptance scenario "ABC Corporation", as far as it is built, with the fixtures of the source
// documents and on the calendar of 2026: through the whole house, whatever its journal is.
#include "domain/cases/decide.hpp"
#include "domain/communications/communication.hpp"
#include "domain/contacts/contact.hpp"
#include "domain/transactions/record_client_update.hpp"
#include "domain/transactions/register_client.hpp"
#include "eventstore/refusals.hpp"
#include "tests/scenario/stage.hpp"
#include "tests/support/john.hpp"

using namespace dossier;
using namespace dossier::cases;
using namespace dossier::test;
using communications::LogCommunication, transactions::RecordClientUpdate;

namespace {

bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

std::string path_of(const StreamId& id) {
    const std::size_t slash = id.text.find('/');
    return "/v1/" + id.text.substr(0, slash) + "s" + id.text.substr(slash);
}

const RecordClientUpdate case_progress{.occurred_at = at("2024-03-26T08:00:00Z"),
                                       .title = {"Case Progress"},
                                       .body = {"Progress made on resolving the issue..."},
                                       .visibility = Visibility::shared,
                                       .status_after = Status::open};

/// The client of part B.
struct Abc : Stage {
    StreamId john, abc;

    Abc() {
        const Answer both = ask(sara, transactions::RegisterClient{
                                          .card = test::john, .company_name = "ABC Corporation"});
        REQUIRE(both.events.size() >= 2);
        john = both.events[0].stream;
        abc = both.events[1].stream;
    }
    StreamId open(const char* title, Priority priority) {
        return done(uma, OpenCase{.client = abc,
                                  .contact = ContactId{john.text},
                                  .title = {title},
                                  .priority = priority});
    }
    void mail_about(const StreamId& id, const char* when) {
        on(when).done(uma, LogCommunication{.party = john,
                                            .about = CaseId{id.text},
                                            .content = {.channel = communications::Channel::email,
                                                        .direction = communications::Direction::in,
                                                        .occurred_at = at(when),
                                                        .body = {"It fails again."}}});
    }
    RecordClientUpdate update_for(const StreamId& client) const {
        RecordClientUpdate update = case_progress;
        update.client = client;
        return update;
    }
};

}  // namespace

TEST_CASE("scenario B: a case is told of, waits, comes back and ends") {
    Abc house;

    house.on("2026-02-06T16:00:00Z");  // B1
    const StreamId first = house.open("Login fails", Priority::high);
    const std::string its = path_of(first);
    CHECK(has(house.see(house.uma, its), R"("number":1)"));

    house.on("2026-02-09T11:00:00Z");  // B2
    house.done(house.uma,
               RecordCaseUpdate{.occurred_at = at("2026-02-09T11:00:00Z"),
                                .body = {"We look into it."},
                                .visibility = Visibility::shared},
               first);

    house.on("2026-02-09T12:00:00Z");  // B3
    house.done(house.uma, HoldCase{.waiting_for = Waiting::customer, .reason = "asked for the log"},
               first);
    CHECK(has(house.see(house.uma, its), R"("status":"pending_customer")"));

    house.mail_about(first, "2026-02-11T10:00:00Z");  // B4
    const std::string back = house.await(house.uma, its, R"("status":"open")");
    CHECK_FALSE(has(back, R"("reopen_count":1)"));

    house.on("2026-02-11T11:00:00Z");  // B5: through the company and through the person alike
    CHECK(house.done(house.uma, house.update_for(house.abc)) == first);
    CHECK(house.done(house.uma, house.update_for(house.john)) == first);
    CHECK(has(house.see(house.uma, its), R"("updates":3)"));
    const std::string thread =
        house.see(house.uma, its + "/thread", {{"order", "oldest"}, {"limit", "1"}});
    CHECK(has(thread, "2024-03-26T08:00:00.000000Z"));
    CHECK(has(thread, "Case Progress"));

    house.on("2026-02-12T09:00:00Z");  // B6
    const StreamId second = house.open("Cannot log in", Priority::normal);
    const Answer which = house.ask(house.uma, house.update_for(house.john));
    REQUIRE(which.why);
    CHECK(which.why->rule == transactions::which_case.name);
    CHECK(which.why->records == std::vector{first, second});
    REQUIRE(which.why->details.size() == 1);
    CHECK(which.why->details[0].json == R"([{"id":")" + first.text + R"(","number":1},{"id":")" +
                                            second.text + R"(","number":2}])");

    house.on("2026-02-13T13:00:00Z");  // B9
    const ResolveCase solved{"fixed", {"A new password."}};
    house.done(house.uma, solved, first);
    CHECK(has(house.see(house.uma, its), R"("status":"resolved")"));

    house.mail_about(first, "2026-02-16T10:00:00Z");  // B10
    CHECK(has(house.await(house.uma, its, R"("status":"open")"), R"("reopen_count":1)"));
    house.on("2026-02-16T10:30:00Z").done(house.uma, solved, first);
    house.on("2026-02-16T10:31:00Z").done(house.uma, CloseCase{}, first);
    house.on("2026-02-24T10:31:00Z");
    const ReopenCase again{"It fails again."};
    const Answer late = house.ask(house.uma, again, first);
    REQUIRE(late.why);
    CHECK(late.why->rule == reopen_late.name);
    house.done(house.max, again, first);
    CHECK(has(house.see(house.uma, its), R"("reopen_count":2)"));

    // T1
    CHECK(has(house.see(house.uma, its, {{"as_of", "2026-02-10"}}),
              R"("status":"pending_customer")"));
    CHECK(has(house.see(house.uma, "/v1/cases/board", {{"as_of", "2026-02-14T00:00:00Z"}}),
              R"({"status":"resolved","count":1,)"));

    // T3
    const auto all_there_is = [&] {
        std::string all;
        for (const std::string& path :
             {its, its + "/thread", its + "/audit", path_of(second), path_of(house.john),
              "/v1/clients" + house.abc.text.substr(house.abc.text.find('/')) + "/timeline",
              std::string("/v1/cases/board"), std::string("/v1/users")})
            all += house.see(house.ada, path) + '\n';
        return all;
    };
    const std::string before = all_there_is();
    house.house.move();
    CHECK(all_there_is() == before);
    house.done(house.max, CloseCase{.reason = {"It works."}}, first);
    CHECK(has(house.see(house.uma, its), R"("status":"closed")"));
}

TEST_CASE("scenario B11: of two who decide on the same version one is told that it has changed") {
    Abc house;
    const StreamId id = house.open("Login fails", Priority::high);
    std::vector<std::future<Answer>> answers;
    for (const UserId& who : {house.uma, house.tom}) {
        Request request = house.request(house.max, AssignCase{who}, id);
        request.expected_version = 1;
        answers.push_back(house.send(std::move(request)));
    }
    int accepted = 0, changed = 0;
    for (std::future<Answer>& coming : answers) {
        REQUIRE(coming.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
        const Answer answer = coming.get();
        accepted += !answer.why;
        changed += answer.why && answer.why->rule == refused::version.name;
    }
    CHECK(accepted == 1);
    CHECK(changed == 1);
}

TEST_CASE("an update of a client without a case opens one of its own date") {
    Abc house;
    const StreamId id = house.done(house.uma, house.update_for(house.john));
    const std::string seen = house.see(house.uma, path_of(id));
    CHECK(has(seen, R"("occurred_at":"2024-03-26T08:00:00.000000Z")"));
    CHECK(has(seen, R"("updates":1)"));
}

TEST_CASE("scenario A9, A10: an e-mail address is one contact's until they are put away") {
    Abc house;
    const Answer twice = house.ask(house.uma, register_john);
    REQUIRE(twice.why);
    CHECK(twice.why->rule == house::duplicate.name);
    house.done(house.ada, Archive<contacts::Contact>{"moved"}, house.john);
    const StreamId other = house.done(house.uma, register_john);
    const Answer back = house.ask(house.ada, Restore<contacts::Contact>{}, house.john);
    REQUIRE(back.why);
    CHECK(back.why->rule == house::duplicate.name);
    CHECK(has(house.see(house.uma, path_of(other)), "john.doe@example.com"));
    CHECK(
        has(house.see(house.uma, "/v1/clients", {{"email", "John.Doe@example.com"}}), other.text));
}

TEST_CASE("a dry run says in plain words what would be, and nothing is") {
    Abc house;
    Request open =
        house.request(house.uma, OpenCase{.client = house.abc, .title = {"Login fails"}});
    open.dry_run = true;
    const Answer tried = house.ask(open);
    REQUIRE_FALSE(tried.why);
    REQUIRE(tried.events.size() == 1);
    CHECK(has(tried.events[0].data.text, R"("title":"Login fails")"));
    open.dry_run = false;
    const Answer done = house.ask(open);
    REQUIRE_FALSE(done.why);
    CHECK(done.seq == tried.seq);
    CHECK_FALSE(has(done.events.at(0).data.text, "Login fails"));
    CHECK(has(house.see(house.uma, path_of(done.stream)), "Login fails"));
}

TEST_CASE("a command that comes again gets its first answer, and its id is nothing else's") {
    Abc house;
    const Request open =
        house.request(house.uma, OpenCase{.client = house.abc, .title = {"Login fails"}});
    const Answer first = house.ask(open), again = house.ask(open);
    REQUIRE_FALSE(first.why);
    CHECK(again.seq == first.seq);
    CHECK(again.stream == first.stream);
    Request other = open;
    other.command.payload = payload(OpenCase{.client = house.abc, .title = {"Another"}});
    REQUIRE(house.ask(other).why);
    CHECK(house.ask(other).why->rule == house::id_reused.name);
    house.house.move();
    CHECK(house.ask(open).seq == first.seq);
}
