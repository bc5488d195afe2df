// A client found exactly, by what is nowhere written plainly.
#include "tests/projections/asked_house.hpp"

using namespace dossier;
using namespace dossier::test;

TEST_CASE("a client is found by just their e-mail address, however it is written") {
    AskedHouse house;
    for (const std::string written : {"john.doe@example.com", "John.Doe@Example.COM"})
        CHECK(has(house.json("/v1/clients", {{"email", written}}), house.john_.text));
    CHECK(has(house.json("/v1/clients", {{"email", "jane@example.com"}}), "\"items\":[]"));
    CHECK(house.get("/v1/clients")->why->refusal == Refusal::validation);
    CHECK(house.get("/v1/clients", {{"email", "x"}, {"as_of", "3"}})->why->errors.size() == 1);
}

TEST_CASE("a client is found by phone number, and by what another system calls them") {
    AskedHouse house;
    contacts::ContactCard card{.display_name = {"Ann"}};
    card.phones = {{.number = {{"+49301234567"}}}};
    card.external_ids = {{"crm", "4711"}};
    const StreamId ann = house.ask(contacts::RegisterContact{card}).stream;
    for (const char* written : {"+49301234567", "+49 (30) 123-4567"})
        CHECK(has(house.json("/v1/clients", {{"phone", written}}), ann.text));
    CHECK(has(house.json("/v1/clients", {{"phone", "+1234567890"}}), house.john_.text));
    CHECK(has(house.json("/v1/clients", {{"phone", "+49301234568"}}), "\"items\":[]"));
    for (const char* name : {"4711", "crm:4711"})
        CHECK(has(house.json("/v1/clients", {{"external_id", name}}), ann.text));
    CHECK(has(house.json("/v1/clients", {{"external_id", "erp:4711"}}), "\"items\":[]"));
}

TEST_CASE("who was forgotten is found by nothing that was theirs, before and after a rebuild") {
    AskedHouse house;
    REQUIRE(has(house.json("/v1/clients", {{"email", "john.doe@example.com"}}), house.john_.text));
    for (const Entry& entry : house.office.entries())
        for (const auto& [number, subject] : entry.keys)
            if (subject == house.john_.text) house.office.keys->destroy("acme", std::stoll(number));
    for (const bool rebuilt : {false, true}) {
        if (rebuilt) house.views().rebuild({"contacts"}, 1);
        CHECK(has(house.json("/v1/clients", {{"email", "john.doe@example.com"}}), "\"items\":[]"));
        CHECK(has(house.json("/v1/clients", {{"phone", "+1234567890"}}), "\"items\":[]"));
    }
}
