// Part B of the acceptance scenario "ABC Corporation": one case from the first call to the last
// word, with the fixtures of the source documents. On the calendar of 2026.
#include "domain/cases/decide.hpp"
#include "domain/communications/decide.hpp"
#include "domain/transactions/record_client_update.hpp"
#include "domain/transactions/register_client.hpp"
#include "tests/support/john.hpp"
#include "tests/support/tenant.hpp"

using namespace dossier;
using namespace dossier::cases;
using namespace dossier::test;
using communications::LogCommunication, transactions::RecordClientUpdate;
using std::chrono::days;

namespace {

Timestamp at(const char* text) { return *timestamp_of(text); }

const RecordClientUpdate case_progress{.occurred_at = at("2024-03-26T08:00:00Z"),
                                       .title = {"Case Progress"},
                                       .body = {"Progress made on resolving the issue..."},
                                       .visibility = Visibility::shared,
                                       .status_after = Status::open};

struct Abc {
    Tenant tenant;
    StreamId john, abc;

    Abc() {
        const Answer both = tenant.ask(
            transactions::RegisterClient{.card = john_doe(), .company_name = "ABC Corporation"});
        john = both.entry.events.at(0).stream;
        abc = both.entry.events.at(1).stream;
    }
    static contacts::ContactCard john_doe() { return test::john; }

    Tenant& on(const char* when) {
        tenant.advance_to(at(when));
        return tenant;
    }
    StreamId open(const char* title, Priority priority) {
        return tenant
            .ask(OpenCase{.client = abc,
                          .contact = ContactId{john.text},
                          .title = {title},
                          .priority = priority})
            .stream();
    }
    void mail_about(const StreamId& id, const char* when) {
        on(when).ask(LogCommunication{.party = john,
                                      .about = CaseId{id.text},
                                      .content = {.channel = communications::Channel::email,
                                                  .direction = communications::Direction::in,
                                                  .occurred_at = at(when),
                                                  .body = {"It fails again."}}});
        tenant.react();
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
    Tenant& tenant = house.tenant;

    house.on("2026-02-06T16:00:00Z");  // B1
    const StreamId first = house.open("Login fails", Priority::high);
    CHECK(tenant.get<Case>(first).number == 1);

    house.on("2026-02-09T11:00:00Z");  // B2
    const RecordCaseUpdate answer{.occurred_at = at("2026-02-09T11:00:00Z"),
                                  .body = {"We look into it."},
                                  .visibility = Visibility::shared};
    given(tenant).when(answer, first).then(CaseUpdateRecorded{answer, 1});

    house.on("2026-02-09T12:00:00Z");  // B3
    tenant.ask(HoldCase{.waiting_for = Waiting::customer, .reason = "asked for the log"}, first);
    CHECK(tenant.get<Case>(first).status == Status::pending_customer);

    house.mail_about(first, "2026-02-11T10:00:00Z");  // B4
    CHECK(tenant.get<Case>(first).status == Status::open);
    CHECK(tenant.get<Case>(first).reopen_count == 0);

    house.on("2026-02-11T11:00:00Z");  // B5: through the company and through the person alike
    const Answer attached = tenant.ask(house.update_for(house.abc));
    CHECK(attached.stream() == first);
    CHECK(attached.said.at(0).find("2024-03-26T08:00:00.000000Z") != std::string::npos);
    CHECK(tenant.ask(house.update_for(house.john)).stream() == first);
    CHECK(tenant.get<Case>(first).updates == 3);

    house.on("2026-02-12T09:00:00Z");  // B6
    const StreamId second = house.open("Cannot log in", Priority::normal);
    given(tenant)
        .when(house.update_for(house.john))
        .refused(transactions::which_case)
        .naming({first, second});
    const Rejection why = *tenant.ask(house.update_for(house.abc)).why;
    REQUIRE(why.details.size() == 2);
    CHECK(why.details[0].json == R"({"id":")" + first.text + R"(","number":1})");
    CHECK(why.details[1].json == R"({"id":")" + second.text + R"(","number":2})");

    house.on("2026-02-13T13:00:00Z");  // B9
    const CaseResolved solved{{"fixed", {"A new password."}}};
    given(tenant).when(solved.asked, first).then(solved);

    house.mail_about(first, "2026-02-16T10:00:00Z");  // B10
    CHECK(tenant.get<Case>(first).status == Status::open);
    CHECK(tenant.get<Case>(first).reopen_count == 1);
    house.on("2026-02-16T10:30:00Z").ask(solved.asked, first);
    house.on("2026-02-16T10:31:00Z").ask(CloseCase{}, first);
    house.on("2026-02-24T10:31:00Z");
    const ReopenCase again{"It fails again."};
    given(tenant.as({Role::support})).when(again, first).refused(reopen_late);
    given(tenant.as({Role::manager})).when(again, first).then(CaseReopened{again, 2});
}

TEST_CASE("an update of a client without a case opens one of its own date") {
    Abc house;
    const StreamId id = house.tenant.ask(house.update_for(house.john)).stream();
    CHECK(house.tenant.get<Case>(id).occurred_at == case_progress.occurred_at);
    CHECK(house.tenant.get<Case>(id).updates == 1);
}
