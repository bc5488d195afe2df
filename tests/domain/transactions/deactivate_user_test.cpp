#include "domain/transactions/deactivate_user.hpp"

#include "domain/cases/decide.hpp"
#include "domain/contacts/contact.hpp"
#include "tests/support/john.hpp"
#include "tests/support/tenant.hpp"

using namespace dossier;
using namespace dossier::test;
using cases::AssignCase, cases::Case, cases::CaseAssigned, cases::OpenCase;
using contacts::Contact;
using transactions::DeactivateUser;
using users::UserDeactivated;

namespace {

struct House {
    Tenant tenant;
    StreamId john = tenant.ask(register_john).stream();

    StreamId open(const UserId& assignee) {
        return tenant
            .ask(OpenCase{.client = john, .title = {"Printer on fire"}, .assignee = assignee})
            .stream();
    }
};

}  // namespace

TEST_CASE("a user who leaves hands over what is open in the same entry") {
    House house;
    const StreamId id = house.open(lee);
    const StreamId done = house.open(lee);
    house.tenant.ask(cases::CloseCase{"spam"}, done);
    house.tenant.ask(Reassign<Contact>{lee}, house.john);
    given(house.tenant).when(DeactivateUser{}, stream(lee)).refused(transactions::open_work);
    given(house.tenant)
        .when(DeactivateUser{kim}, stream(lee))
        .then(CaseAssigned{{kim}}, OwnerChanged<Contact>{{kim}}, UserDeactivated{});
    CHECK(house.tenant.get<Case>(id).assignee == kim);
    CHECK(house.tenant.get<Case>(done).assignee == lee);
    given(house.tenant).when(DeactivateUser{kim}, stream(lee)).nothing();
}

TEST_CASE("a user without open work just leaves") {
    House house;
    given(house.tenant).when(DeactivateUser{}, stream(lee)).then(UserDeactivated{});
    given(house.tenant).when(DeactivateUser{}, house.john).refused(house::absent);
    given(house.tenant).when(AssignCase{lee}, house.open(kim)).refused(house::dangling);
}

TEST_CASE("nobody hands over to themselves and the last administrator stays") {
    House house;
    given(house.tenant)
        .when(DeactivateUser{lee}, stream(lee))
        .refused(transactions::to_themselves)
        .at({"/reassign_to"});
    house.tenant.tell(users::AcceptInvitation{}, stream(kim));
    given(house.tenant).when(DeactivateUser{}, stream(kim)).refused(users::last_admin);
}

TEST_CASE("who has too much work to hand over at once is told so") {
    House house;
    for (std::size_t i = 0; i <= transactions::handover_max; ++i) house.open(lee);
    given(house.tenant).when(DeactivateUser{kim}, stream(lee)).refused(transactions::too_much_work);
}
