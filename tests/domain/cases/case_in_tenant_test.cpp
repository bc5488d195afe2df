// What a case does in a tenant: its timers, its look-ups, its number.
#include "domain/cases/decide.hpp"

#include "domain/companies/company.hpp"
#include "tests/support/john.hpp"
#include "tests/support/patch.hpp"
#include "tests/support/tenant.hpp"

using namespace dossier;
using namespace dossier::cases;
using namespace dossier::test;
using std::chrono::days;

namespace {

const CaseResolved resolved{{"replaced", {"A new printer."}}};

}  // namespace

TEST_CASE("a resolved case closes itself after two weeks unless it came back") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId id = tenant.ask(OpenCase{.client = john, .title = {"Printer on fire"}}).stream();
    tenant.ask(resolved.asked, id);
    tenant.advance_to(noon + days{13});
    CHECK(tenant.get<Case>(id).status == Status::resolved);

    tenant.ask(ReopenCase{"It burns again."}, id);
    tenant.advance_to(noon + days{20});
    CHECK(tenant.get<Case>(id).status == Status::open);

    tenant.ask(resolved.asked, id);
    tenant.advance_to(noon + days{40});
    CHECK(tenant.get<Case>(id).status == Status::closed);
    CHECK(tenant.get<Case>(id).status_since == noon + days{34});
}

TEST_CASE("a tenant may keep its cases from closing and from coming back") {
    Tenant tenant;
    tenant.set("case_close_days", 0);
    tenant.set("case_reopen_days", 0);
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId id = tenant.ask(OpenCase{.client = john, .title = {"Printer on fire"}}).stream();
    tenant.ask(resolved.asked, id);
    tenant.advance_to(noon + days{400});
    CHECK(tenant.get<Case>(id).status == Status::resolved);
    tenant.ask(CloseCase{}, id);
    given(tenant.as({Role::support})).when(ReopenCase{"It burns."}, id).refused(reopen_late);
}

TEST_CASE("a case that was put away is found by nobody and no timer rings for it") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId id = tenant.ask(OpenCase{.client = john, .title = {"Printer on fire"}}).stream();
    tenant.ask(resolved.asked, id);
    tenant.ask(Archive<Case>{}, id);
    tenant.advance_to(noon + days{40});
    CHECK(tenant.get<Case>(id).status == Status::resolved);
    CHECK(tenant.parked().empty());
    tenant.ask(Restore<Case>{}, id);
    tenant.advance_to(noon + days{41});  // late, and with the time it was due
    CHECK(tenant.get<Case>(id).status_since == noon + days{14});
    CHECK(tenant.journal().back().effective_at == noon + days{14});
}

TEST_CASE("a case of a company and its person is found by either and sealed for the person") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId abc = tenant.ask(companies::RegisterCompany{{.name = "ABC"}}).stream();
    const OpenCase of_abc{.client = abc, .title = {"Printer on fire"}};
    OpenCase of_both = of_abc;
    of_both.contact = {john.text};
    const StreamId first = tenant.ask(of_both).stream(), second = tenant.ask(of_abc).stream();
    CHECK(tenant.ids("case.open_by_client", john.text) == std::vector{first});
    CHECK(tenant.ids("case.open_by_client", abc.text) == std::vector{first, second});

    tenant.sealer().forget(john);
    CHECK_FALSE(tenant.sealer().open(*tenant.get<Case>(first).title.box()));
    CHECK(tenant.sealer().open(*tenant.get<Case>(second).title.box()));  // the tenant's own key
}

TEST_CASE("case numbers have no holes") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const OpenCase ask{.client = john, .title = {"Printer on fire"}};
    const StreamId first = tenant.ask(ask).stream();
    CHECK(tenant.ask(OpenCase{.client = nobody, .title = {"Lost"}}).why);
    const StreamId second = tenant.ask(ask).stream();
    CHECK(tenant.get<Case>(first).number == 1);
    CHECK(tenant.get<Case>(second).number == 2);
}

TEST_CASE("a deadline passes once and not when the problem was solved in time") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const OpenCase ask{.client = john, .title = {"Printer on fire"}, .deadline = noon + days{2}};
    const StreamId late = tenant.ask(ask).stream(), in_time = tenant.ask(ask).stream();
    tenant.ask(resolved.asked, in_time);
    tenant.advance_to(noon + days{3});
    CHECK(tenant.get<Case>(late).deadline_passed);
    CHECK(tenant.journal().back().effective_at == std::nullopt);
    CHECK(tenant.journal().back().at == noon + days{2});
    CHECK_FALSE(tenant.get<Case>(in_time).deadline_passed);
    const std::size_t entries = tenant.journal().size();
    tenant.advance_to(noon + days{4});
    CHECK(tenant.journal().size() == entries);

    tenant.ask(SetCaseDeadline{noon + days{5}}, late);
    CHECK_FALSE(tenant.get<Case>(late).deadline_passed);
    tenant.advance_to(noon + days{6});
    CHECK(tenant.get<Case>(late).deadline_passed);
}

TEST_CASE("a case that waits until an instant goes on then") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId id = tenant.ask(OpenCase{.client = john, .title = {"Printer on fire"}}).stream();
    tenant.ask(HoldCase{.waiting_for = Waiting::internal, .until = noon + days{1}}, id);
    CHECK(tenant.get<Case>(id).status == Status::pending_internal);
    tenant.advance_to(noon + days{1});
    CHECK(tenant.get<Case>(id).status == Status::open);
    CHECK(tenant.get<Case>(id).held_until == std::nullopt);
}

TEST_CASE("an import may bring deadlines that are over") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const OpenCase old{.client = john,
                       .title = {"Printer on fire"},
                       .deadline = noon + days{-300},
                       .occurred_at = noon + days{-310},
                       .external_ids = {{"mongo", "65f0"}}};
    given(tenant).when(old).refused(deadline_past);
    const StreamId id = tenant.importing().ask(old).stream();
    CHECK(tenant.get<Case>(id).occurred_at == noon + days{-310});
    given(tenant).when(old).refused(house::duplicate).naming({id});
    tenant.advance_to(noon + days{1});
    CHECK(tenant.get<Case>(id).deadline_passed);
    given(tenant)
        .when(SetCaseDeadline{noon + days{-1}}, id)
        .then(CaseDeadlineSet{{noon + days{-1}}});
}

TEST_CASE("a case given to another client is found by that one, and sealed for them") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId ann = tenant.ask(contacts::RegisterContact{{.display_name = {"Ann"}}}).stream();
    const StreamId id =
        tenant
            .ask(OpenCase{
                .client = john, .title = {"Printer on fire"}, .description = {{"It burns."}}})
            .stream();
    const Update<Case> to_ann{patch_of<Case>(R"({"client":")" + ann.text + R"("})")};
    given(tenant)
        .when(Update<Case>{patch_of<Case>(R"({"client":")" + nobody.text + R"("})")}, id)
        .refused(house::dangling)
        .at({"/patch/client"});
    CHECK_FALSE(tenant.ask(to_ann, id).why);
    CHECK(tenant.get<Case>(id).client == ann);
    CHECK(tenant.ids("case.open_by_client", john.text).empty());
    CHECK(tenant.ids("case.open_by_client", ann.text) == std::vector{id});
    given(tenant).when(to_ann, id).nothing();

    tenant.sealer().forget(john);
    CHECK(tenant.sealer().open(*tenant.get<Case>(id).title.box()) == R"("Printer on fire")");
    CHECK(tenant.sealer().open(*tenant.get<Case>(id).description->box()) == R"("It burns.")");
    tenant.sealer().forget(ann);
    CHECK_FALSE(tenant.sealer().open(*tenant.get<Case>(id).title.box()));
}

TEST_CASE("an integration says how imported cases ended, and ends no other") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId id = tenant.ask(OpenCase{.client = john, .title = {"Printer on fire"}}).stream();
    tenant.as({Role::integration});
    given(tenant).when(CloseCase{"Over."}, id).refused(house::forbidden);
    given(tenant.importing()).when(CloseCase{"Over."}, id).then(CaseClosed{{"Over."}});
}
