// Rows that are broken, doubled, changed or said in foreign words.
#include "tests/tools/importing.hpp"

using namespace dossier;
using namespace dossier::tools;

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
