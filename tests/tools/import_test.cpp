// Importing, whole, into a tenant in memory.
#include "domain/cases/case.hpp"
#include "domain/contacts/contact.hpp"
#include "domain/notes/note.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tenant.hpp"
#include "tools/import/load.hpp"
#include "tools/options.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <set>

using namespace dossier;
using namespace dossier::tools;
using dossier::test::TempDir;
using dossier::test::Tenant;

namespace {

const Timestamp today = *timestamp_of("2026-11-20T09:00:00Z");
const std::filesystem::path fixtures = std::filesystem::path(DOSSIER_SOURCE_DIR) / "tests/fixtures";

/// The door of a house that is one tenant.
class TenantSink final : public Sink {
public:
    explicit TenantSink(Tenant& tenant) : tenant_(tenant.importing()) { tenant.advance_to(today); }

    void send(std::string text, Then then) override {
        const json::object command = parsed(text)->get_object();
        const std::size_t before = tenant_.journal().size();
        const test::Answer answer =
            tenant_.submit({text_of(command, "id"),
                            {text_of(command, "stream")},
                            {text_of(command, "type"), json::serialize(command.at("data"))}});
        Outcome outcome{.accepted = !answer.why, .there = tenant_.journal().size() == before};
        if (answer.why)
            outcome = {false, false, std::string(answer.why->rule),
                       std::string(answer.why->message), answer.why->errors};
        then(outcome);
    }
    void flush() override {}

private:
    Tenant& tenant_;
};

struct Run {
    std::vector<std::string> said;  // problems
    std::vector<std::string> notes;
    std::map<Collection, Tally> tallies;
};

Run import_into(Tenant& tenant, std::vector<std::string> paths, std::vector<WordFor> words = {}) {
    Run run;
    const auto note = [&](const std::string& line) { run.notes.push_back(line); };
    TenantSink sink(tenant);
    Load load(
        dumps_in(paths, note), {.names = {"mongo"}, .words = std::move(words)}, sink,
        [&](const std::string& line) { run.said.push_back(line); }, note);
    load.run();
    run.tallies = load.tallies();
    return run;
}

void check(const Run& run, Collection collection, const Tally& expected) {
    INFO(to_text(collection));
    const Tally& tally = run.tallies.at(collection);
    CHECK(tally.read == expected.read);
    CHECK(tally.loaded == expected.loaded);
    CHECK(tally.there == expected.there);
    CHECK(tally.refused == expected.refused);
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<StreamId> streams(const Tenant& tenant, std::string_view kind) {
    std::set<StreamId> found;
    for (const Entry& entry : tenant.journal())
        for (const Event& event : entry.events)
            if (aggregate_of(event.stream) == kind) found.insert(event.stream);
    return {found.begin(), found.end()};
}

int open_cases(const Tenant& tenant) {
    int open = 0;
    for (const StreamId& id : streams(tenant, "case"))
        open += tenant.get<cases::Case>(id).status == cases::Status::open;
    return open;
}

}  // namespace

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

TEST_CASE("eight rows broken in eight ways are named, and the others load") {
    const TempDir folder;
    for (const char* name : {"staff", "clients", "communications", "cases"})
        write(folder / (std::string(name) + ".json"),
              read(fixtures / "seed000" / (std::string(name) + ".json")));
    const auto breaks = [&](const std::string& name, std::size_t line, const std::string& from,
                            const std::string& to) {
        std::string text = read(folder / name);
        std::size_t at = 0;
        for (std::size_t i = 1; i < line; ++i) at = text.find('\n', at) + 1;
        at = text.find(from, at);
        REQUIRE(at < text.find('\n', at));
        write(folder / name, text.replace(at, from.size(), to));
    };
    breaks("cases.json", 14, "\"priority\": \"", "\"priority\": \"P1\", \"was\": \"");
    breaks("cases.json", 20, "\"title\"", "\"headline\"");
    breaks("clients.json", 3, "+49309578342", "309578342 (mornings)");
    breaks("clients.json", 5, "emeka.4@client.example", "emeka at client");
    breaks("communications.json", 7, "\"$date\": \"", "\"$date\": \"the 3rd, ");
    breaks("communications.json", 9, "\"type\"", "\"type\": \"Carrier Pigeon\", \"old\"");
    breaks("communications.json", 400, "content", "\n");
    breaks("cases.json", 30, "\"status\": \"", "\"status\": \"Escalated\", \"was\": \"");

    Tenant tenant;
    const Run run = import_into(tenant, {folder.path()});
    std::vector<std::string> wrong;
    for (const std::string& line : run.said)
        if (line.find("was not loaded") == std::string::npos) wrong.push_back(line);
    CHECK(wrong ==
          std::vector<std::string>{
              "clients.json:3 /phone \"309578342 (mornings)\": Expected a number like "
              "+1234567890. [phone]",
              "clients.json:5 /email \"emeka at client\": Expected an e-mail address like "
              "kim@example.com. [email]",
              "cases.json:14 /priority \"P1\" is not one of low, normal, high, urgent",
              "cases.json:20 /title: This is needed. [required]",
              "cases.json:30 /status \"Escalated\" is not one of open, closed, resolved, "
              "pending_customer, pending_internal, rejected",
              "communications.json:7 /timestamp \"the 3rd, 2024-05-07T18:51:00Z\": Expected "
              "an instant like 2024-03-27T09:30:00Z. [timestamp]",
              "communications.json:9 /type \"Carrier Pigeon\" is not one of email, "
              "phone_call, meeting, sms, chat, video, social, letter, web_form, other",
              "communications.json:400 This is not JSON.",
          });
    std::uint64_t read = 0, loaded = 0, refused = 0;
    for (const auto& [collection, tally] : run.tallies) {
        read += tally.read;
        loaded += tally.loaded;
        refused += tally.refused;
    }
    CHECK(read == 546);
    CHECK(refused == run.said.size());
    CHECK(loaded == read - refused);
}

TEST_CASE("a row that leads to a refused one says which") {
    const TempDir folder;
    write(folder / "clients.json", R"({"_id":"c1","name":"Ann","email":"none"})");
    write(folder / "cases.json", R"({"_id":"k1","client_id":"c1","title":"Help"})");
    Tenant tenant;
    CHECK(import_into(tenant, {folder.path()}).said ==
          std::vector<std::string>{
              "clients.json:1 /email \"none\": Expected an e-mail address like kim@example.com. "
              "[email]",
              "cases.json:1 /client_id \"c1\": It leads to clients.json:1, which was not loaded. "
              "[reference]"});
}

TEST_CASE("a row that leads nowhere is refused by the house, at its own field") {
    const TempDir folder;
    write(folder / "cases.json", R"({"_id":"k1","client_id":"c9","title":"Help"})");
    Tenant tenant;
    const Run run = import_into(tenant, {folder.path()});
    REQUIRE(run.said.size() == 1);
    CHECK(run.said[0].starts_with("cases.json:1 /client_id \"c9\": "));
    check(run, Collection::cases, {1, 0, 0, 1});
}

TEST_CASE("a row that changed since the last run is reported") {
    const TempDir folder;
    write(folder / "clients.json", R"({"_id":1,"name":"Ann","email":"ann@client.example"})");
    Tenant tenant;
    CHECK(import_into(tenant, {folder.path()}).said.empty());
    write(folder / "clients.json", R"({"_id":1,"name":"Anna","email":"ann@client.example"})");
    const Run again = import_into(tenant, {folder.path()});
    CHECK(again.said == std::vector<std::string>{"clients.json:1 It has changed since it was "
                                                 "imported; what came first stands. "
                                                 "[house.id_reused]"});
    check(again, Collection::clients, {1, 0, 0, 1});
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

TEST_CASE("a row that comes twice is reported once, with where it came first") {
    const TempDir folder;
    const std::string ann = R"({"_id":"1","name":"Ann","email":"ann@client.example"})";
    write(folder / "customers.json", ann + "\n" + ann);
    Tenant tenant;
    const Run run = import_into(tenant, {folder.path()});
    CHECK(run.said ==
          std::vector<std::string>{"customers.json:2 /_id \"1\": This comes twice; the first is "
                                   "customers.json:1. [twice]"});
    check(run, Collection::clients, {2, 1, 0, 1});
}

TEST_CASE("foreign words are mapped, and a case ends where its row says") {
    const TempDir folder;
    write(folder / "clients.json", R"({"_id":"1","name":"Ann","email":"ann@client.example"})");
    write(folder / "cases.json",
          R"({"_id":"1","client_id":"1","title":"A","status":"Escalated","priority":"P1"})"
          "\n"
          R"({"_id":"2","client_id":"1","title":"B","status":"Pending customer"})"
          "\n"
          R"({"_id":"3","client_id":"1","title":"C","status":"Resolved"})"
          "\n"
          R"({"_id":"4","client_id":"1","title":"D","status":"CLOSED"})");
    Tenant tenant;
    const Run run =
        import_into(tenant, {folder.path()},
                    {word_for("status.Escalated=open"), word_for("priority.P1=urgent")});
    CHECK(run.said.empty());
    check(run, Collection::cases, {4, 4, 0, 0});
    using cases::Status;
    std::multiset<Status> found;
    for (const StreamId& id : streams(tenant, "case"))
        found.insert(tenant.get<cases::Case>(id).status);
    CHECK(found == std::multiset<Status>{Status::open, Status::pending_customer, Status::resolved,
                                         Status::closed});
}

TEST_CASE("what is not taken is said") {
    const TempDir folder;
    write(folder / "clients.json",
          R"({"_id":"1","name":"Ann","email":"ann@client.example","shoe_size":38,"empty":[]})");
    Tenant tenant;
    CHECK(import_into(tenant, {folder.path()}).notes ==
          std::vector<std::string>{"clients.json /shoe_size is not taken: 1 row has it"});
}
