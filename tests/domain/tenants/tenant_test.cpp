#include "domain/tenants/tenant.hpp"

#include "domain/users/decide.hpp"
#include "tests/support/john.hpp"
#include "tests/support/patch.hpp"
#include "tests/support/tenant.hpp"

using namespace dossier;
using namespace dossier::tenants;
using dossier::test::given, dossier::test::patch_of, dossier::test::register_john;

using House = dossier::test::Tenant;

namespace {

const Charter acme{.slug = "acme", .name = "Acme Ltd", .base_currency = "USD"};
const ProvisionTenant provision{acme, {"Ada"}, {"ada@example.com"}};

ConfigureTenant configure(std::string_view json) { return {patch_of<Choices>(json)}; }

StreamId open(House& house) { return house.tell(FoundTenant{acme}).stream(); }

}  // namespace

TEST_CASE("a tenant is provisioned under a slug of its own") {
    auto registry = given<Tenant>();
    registry.as({Role::system}).when(provision).then(TenantProvisioned{provision});
    registry.as({Role::admin}).when(provision).refused(house::forbidden);

    House system;
    const StreamId first = system.tell(provision).stream();
    system.as({Role::system});
    given(system).when(provision).refused(house::duplicate).naming({first});
}

TEST_CASE("a slug and a currency are what they look like") {
    auto registry = given<Tenant>();
    registry.as({Role::system});
    for (const char* slug : {"ac", "Acme", "1acme", "ac me", "-acme"}) {
        ProvisionTenant wrong = provision;
        wrong.charter.slug = slug;
        registry.when(wrong).refused(bad_slug).at({"/slug"});
    }
    ProvisionTenant wrong = provision;
    wrong.charter.base_currency = "eur";
    registry.when(wrong).refused(bad_currency).at({"/base_currency"});
}

TEST_CASE("a tenant that was provisioned opens with its first administrator") {
    House system, house;
    system.tell(provision);
    system.react();
    REQUIRE(system.abroad().size() == 1);
    const Command& command = system.abroad()[0];
    CHECK(command.tenant == "acme");

    const test::Answer answer = house.tell(command);
    REQUIRE_FALSE(answer.why);
    REQUIRE(answer.entry.events.size() == 2);
    CHECK(answer.entry.events[0].type == "TenantOpened");
    const auto& admin = house.get<users::User>(answer.entry.events[1].stream);
    CHECK(admin.roles == std::vector{Role::admin});
    CHECK(house.sealer().open(*admin.profile.email.box()) == "\"ada@example.com\"");
    CHECK(house.tell(command).stream() == answer.stream());
}

TEST_CASE("what a tenant chose holds and where it did not the standard does") {
    House house;
    const StreamId id = open(house);
    CHECK(house.setting("case_close_days") == 14);
    const ConfigureTenant change =
        configure(R"({"case_close_days": 3, "contact_email_unique": "off"})");
    given(house).when(change, id).then(TenantConfigured{change.patch});
    given(house).when(change, id).nothing();
    CHECK(house.setting("case_close_days") == 3);
    CHECK(house.setting("contact_email_unique") == 0);
    house.ask(configure(R"({"case_close_days": null})"), id);
    CHECK(house.setting("case_close_days") == 14);
    given(house)
        .when(configure(R"({"case_reopen_days": -1})"), id)
        .refused(house::invalid)
        .at({"/patch/case_reopen_days"});
}

TEST_CASE("every choice that is a number to the house is one of its settings") {
    Tenant all{.status = Status::suspended,
               .choices = {true, 1, 1, Uniqueness::warn, false, "UTC", "en"}};
    const std::vector<Choice> chosen = tenants::settings(all);
    CHECK(chosen.size() == std::size(all_settings));
    for (const Choice& choice : chosen) {
        INFO(choice.name);
        CHECK(setting_named(choice.name) != nullptr);
    }
}

TEST_CASE("a suspended tenant is changed by nobody but the house") {
    House house;
    const StreamId id = open(house);
    given(house).when(SuspendTenant{"unpaid"}, id).then(TenantSuspended{{"unpaid"}});
    given(house).when(SuspendTenant{}, id).nothing();
    given(house).when(register_john).refused(house::suspended);
    CHECK_FALSE(house.tell(users::AcceptInvitation{}, stream(test::kim)).why);
    given(house).when(ResumeTenant{}, id).then(TenantResumed{});
    given(house).when(ResumeTenant{}, id).nothing();
    CHECK_FALSE(house.ask(register_john).why);
}

TEST_CASE("an entry of the register is not the tenant") {
    auto entry = given<Tenant>(TenantProvisioned{provision});
    entry.when(configure("{}")).refused(not_open);
    entry.when(SuspendTenant{}).refused(not_open);
    entry.when(ResumeTenant{}).refused(not_open);
    CHECK(settings(Tenant{}).empty());
}
