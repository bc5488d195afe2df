// What the writer promises to whoever asks: once, in order, by right, and never half.
#include "domain/cases/case.hpp"
#include "domain/companies/company.hpp"
#include "domain/contacts/contact.hpp"
#include "eventstore/refusals.hpp"
#include "tests/support/john.hpp"
#include "tests/support/office.hpp"

using namespace dossier;
using namespace dossier::test;
using cases::OpenCase;
using companies::RegisterCompany;

namespace {

RegisterCompany company(const std::string& name) { return {{.name = name}}; }

std::string rule_of(const Answer& answer) {
    return answer.why ? std::string(answer.why->rule) : "accepted";
}

}  // namespace

TEST_CASE("an accepted command is one entry, and the answer says where") {
    Office office;
    const Answer first = office.ask(company("ABC Corporation"));
    REQUIRE(rule_of(first) == "accepted");
    CHECK(first.seq == 2);
    CHECK(first.version == 1);
    CHECK(first.stream.text == "company/" + uuid(1));
    REQUIRE(first.events.size() == 1);
    CHECK(first.events[0].type == "CompanyRegistered");

    const Entry entry = office.entries().back();
    CHECK(entry.seq == 2);
    CHECK(entry.at == first.at);
    CHECK(entry.actor == kim);
    CHECK(entry.command.id == uuid(1));
    CHECK(entry.command.type == "RegisterCompany");
}

TEST_CASE("a refused command leaves nothing") {
    Office office;
    const Answer no = office.ask(company(""));
    CHECK(rule_of(no) == "house.invalid");
    CHECK(office.entries().size() == 1);
    CHECK(office.ask(company("ABC")).seq == 2);
}

TEST_CASE("the same id again gets the first answer, and another body is refused") {
    Office office;
    const Request request = office.request(company("ABC"));
    const Answer first = office.ask(request);
    Request other = request;
    other.command.payload = payload(company("DEF"));
    for (const bool restarted : {false, true}) {
        if (restarted) office.reopen_without_state();
        const Answer again = office.ask(request);
        REQUIRE(rule_of(again) == "accepted");
        CHECK(again.seq == first.seq);
        CHECK(again.stream == first.stream);
        CHECK(again.version == first.version);
        CHECK(again.at == first.at);
        CHECK(again.events.at(0).data.text == first.events.at(0).data.text);
        CHECK(rule_of(office.ask(other)) == "house.id_reused");
    }
    CHECK(office.entries().size() == 2);
}

TEST_CASE("who has no right is refused, and rights are those of the tenant's own record") {
    Office office;
    Request request = office.request(company("ABC"));
    request.actor = UserId{"user/" + uuid(0xa9)};
    CHECK(rule_of(office.ask(request)) == "house.forbidden");
    request.actor = kim;
    request.tenant = "other";
    CHECK(rule_of(office.ask(request)) == "house.forbidden");
    request.tenant = "No Slug";
    CHECK(rule_of(office.ask(request)) == refused::bad_tenant.name);
}

TEST_CASE("a command's id from outside is a UUID") {
    Office office;
    Request request = office.request(company("ABC"));
    request.command.id = "timer/case/1/auto_close";
    CHECK(rule_of(office.ask(request)) == refused::bad_id.name);
}

TEST_CASE("a person has one key, from the first command that seals for them") {
    Office office;
    const StreamId person = office.ask(register_john).stream;
    const Map<std::string> first = office.entries().back().keys;
    REQUIRE(first.size() == 1);
    CHECK(first.begin()->second == person.text);
    for (const bool restarted : {false, true}) {
        if (restarted) office.reopen_without_state();
        REQUIRE(rule_of(office.ask(OpenCase{.client = person, .title = {"Login fails"}})) ==
                "accepted");
        CHECK(office.entries().back().keys.size() == 0);
    }
}

TEST_CASE("a writer that lost its state knows everything again from the journal") {
    Office office;
    const Answer abc = office.ask(company("ABC"));
    office.ask(register_john);
    office.reopen_without_state();
    CHECK(rule_of(office.ask(register_john)) == "house.duplicate");
    const Answer opened = office.ask(OpenCase{.client = {abc.stream.text}, .title = {"Invoice"}});
    REQUIRE(rule_of(opened) == "accepted");
    CHECK(opened.seq == 4);
}
