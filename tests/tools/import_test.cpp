// Dumps that load.
#include "domain/contacts/contact.hpp"
#include "domain/notes/note.hpp"
#include "tests/tools/importing.hpp"

using namespace dossier;
using namespace dossier::tools;

TEST_CASE("the first source document's dump loads whole, and a second run loads nothing") {
    Tenant tenant;
    const Run first = import_into(tenant, {fixtures / "seed000"});
    CHECK(first.said.empty());
    CHECK(first.notes ==
          std::vector<std::string>{"clients.csv is left out: clients.json holds the same"});
    check(first, Collection::staff, {6, 6, 0, 0});
    check(first, Collection::clients, {60, 60, 0, 0});
    check(first, Collection::communications, {400, 400, 0, 0});
    check(first, Collection::cases, {80, 80, 0, 0});
    check(first, Collection::updates, {189, 189, 0, 0});
    CHECK(open_cases(tenant) == 32);

    tenant.advance_to(today);  // the deadlines of long ago pass
    const std::size_t entries = tenant.journal().size();
    const Run second = import_into(tenant, {fixtures / "seed000"});
    CHECK(second.said.empty());
    check(second, Collection::staff, {6, 0, 6, 0});
    check(second, Collection::cases, {80, 0, 80, 0});
    check(second, Collection::updates, {189, 0, 189, 0});
    CHECK(tenant.journal().size() == entries);
}

TEST_CASE("a spreadsheet of the same clients makes the same clients") {
    Tenant tenant;
    check(import_into(tenant, {fixtures / "seed000/clients.csv"}), Collection::clients,
          {60, 60, 0, 0});
    const Run again = import_into(tenant, {fixtures / "seed000/clients.json"});
    CHECK(again.said.empty());
    check(again, Collection::clients, {60, 0, 60, 0});
}

TEST_CASE("the second source document's update opens the case it names no other way") {
    Tenant tenant;
    const Run run = import_into(tenant, {fixtures / "seed001"});
    CHECK(run.said.empty());
    const auto contacts = streams(tenant, "contact"), cases = streams(tenant, "case");
    REQUIRE(contacts.size() == 1);
    REQUIRE(cases.size() == 1);
    CHECK(streams(tenant, "company").size() == 1);
    CHECK(streams(tenant, "communication").size() == 1);
    const auto& the_case = tenant.get<cases::Case>(cases.front());
    CHECK(the_case.client == contacts.front());
    CHECK(the_case.updates == 1);
    CHECK(the_case.occurred_at == timestamp_of("2024-03-26T08:00:00Z"));
    const auto& john = tenant.get<contacts::Contact>(contacts.front());
    CHECK(john.card.preferred_channel == contacts::Channel::email);
    const auto notes = streams(tenant, "note");
    REQUIRE(notes.size() == 1);
    CHECK(tenant.get<notes::Note>(notes.front()).about == contacts.front());
    CHECK(john.card.external_ids.front().id == "65f000010000022c3b07d244");
}

TEST_CASE("a client's note is a note, and one that changed is reported at its field") {
    const TempDir folder;
    const auto row = [](const std::string& note) {
        return R"({"_id":1,"name":"Ann","email":"ann@client.example","comments":)" + note + "}";
    };
    write(folder / "clients.json", row(R"("Preferred contact method: email.")"));
    Tenant tenant;
    CHECK(import_into(tenant, {folder.path()}).said.empty());
    const StreamId ann = streams(tenant, "contact").at(0);
    const auto& note = tenant.get<notes::Note>(streams(tenant, "note").at(0));
    CHECK(note.about == ann);
    CHECK(tenant.sealer().open(*note.body.box()) == R"("Preferred contact method: email.")");
    CHECK(tenant.get<contacts::Contact>(ann).card.preferred_channel == contacts::Channel::email);
    check(import_into(tenant, {folder.path()}), Collection::clients, {1, 0, 1, 0});

    write(folder / "clients.json", row(R"("Calls back by e-mail.")"));
    const Run again = import_into(tenant, {folder.path()});
    CHECK(again.said == std::vector<std::string>{"clients.json:1 It has changed since it was "
                                                 "imported; what came first stands. "
                                                 "[house.id_reused]"});
    check(again, Collection::clients, {1, 0, 0, 1});
    write(folder / "clients.json",
          R"({"_id":2,"name":"Bo","email":"bo@client.example","notes":7})");
    const Run wrong = import_into(tenant, {folder.path()});
    REQUIRE(wrong.said.size() == 1);
    CHECK(wrong.said[0].starts_with("clients.json:1 /notes 7: "));
}

TEST_CASE("an integration imports everything an administrator does, and makes no administrator") {
    Tenant tenant;
    const Run run = import_into(tenant.as({Role::integration}), {fixtures / "seed000"});
    CHECK(run.said == std::vector<std::string>{});
    CHECK(open_cases(tenant) == 32);
}
