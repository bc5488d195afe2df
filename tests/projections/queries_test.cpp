// What can be asked, of now and of then, by whom.
#include "tests/projections/asked_house.hpp"
#include "tests/support/patch.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

/// The value of "next":"…".
std::string next_of(const std::string& json) {
    const std::size_t at = json.rfind("\"next\":\"");
    if (at == std::string::npos) return {};
    return json.substr(at + 8, json.find('"', at + 8) - at - 8);
}

}  // namespace

TEST_CASE("a record is found by its id, a case by its number too, as it is and as it was") {
    AskedHouse house;
    const std::string now = house.json("/v1/cases/" + uuid_in(house.sound));
    CHECK(has(now, "\"title\":\"No sound\""));
    CHECK(has(now, "\"status\":\"resolved\""));
    CHECK(house.json("/v1/cases/1") == now);
    const std::string before = house.json("/v1/cases/1", {{"as_of", "5"}});
    CHECK(has(before, "\"status\":\"open\""));
    CHECK(has(before, "\"seq\":5,\"as_of\":\"5\""));
    CHECK(house.get("/v1/cases/77")->why->rule == "house.absent");
    CHECK(house.get("/v1/cases/1", {{"as_of", "2"}})->why->rule == "house.absent");
    CHECK_FALSE(house.get("/v1/nothing"));
    CHECK_FALSE(house.get("/v1/cases/1/nothing"));
    CHECK(has(house.json("/v1/cases/1", {{"expand", "client"}}), "ABC Corporation"));
}

TEST_CASE("before the first record, an answer says from when there are records") {
    AskedHouse house;
    const std::string json = house.json("/v1/cases", {{"as_of", "2020-01-01"}});
    CHECK(has(json, "\"items\":[]"));
    CHECK(has(json, "\"records_from\":\"2024-03-27T"));
}

TEST_CASE("a list is filtered, sorted and counted, page by page, of now and of then") {
    AskedHouse house;
    for (int i = 0; i < 7; ++i) house.open("More", cases::Priority::low);
    CHECK(has(house.json("/v1/cases", {{"total", "true"}}), "\"total\":9"));
    CHECK(count(house.json("/v1/cases", {{"status", "open"}}), "\"title\"") == 8);
    CHECK(count(house.json("/v1/cases", {{"status.ne", "open"}}), "\"title\"") == 1);
    CHECK(count(house.json("/v1/cases", {{"status.in", "open,resolved"}, {"priority", "urgent"}}),
                "\"title\"") == 1);
    CHECK(count(house.json("/v1/cases", {{"number.between", "3,5"}}), "\"title\"") == 3);
    CHECK(count(house.json("/v1/cases", {{"number.gt", "3"}, {"number.lte", "5"}}), "\"title\"") ==
          2);
    CHECK(count(house.json("/v1/cases", {{"assignee.null", "true"}}), "\"title\"") == 8);
    CHECK(count(house.json("/v1/cases", {{"assignee.null", "false"}}), "\"title\"") == 1);
    CHECK(count(house.json("/v1/companies", {{"name.prefix", "ABC"}}), "\"name\"") == 1);
    CHECK(count(house.json("/v1/cases", {{"status", "open"}, {"as_of", "5"}}), "\"title\"") == 2);

    std::vector<std::string> numbers;
    std::string after;
    do {
        std::multimap<std::string, std::string, std::less<>> parameters{{"sort", "-number"},
                                                                        {"limit", "4"}};
        if (!after.empty()) parameters.emplace("after", after);
        const std::string page = house.json("/v1/cases", parameters);
        for (std::size_t at = page.find("\"number\":"); at != std::string::npos;
             at = page.find("\"number\":", at + 1))
            numbers.push_back(page.substr(at + 9, 1));
        after = next_of(page);
        house.open("Between two pages", cases::Priority::low);
    } while (!after.empty());
    CHECK(numbers == std::vector<std::string>{"9", "8", "7", "6", "5", "4", "3", "2", "1"});
}

TEST_CASE("every wrong parameter is named") {
    AskedHouse house;
    const auto found = house.get("/v1/cases", {{"stat", "open"},
                                               {"status", "opened"},
                                               {"limit", "501"},
                                               {"as_of", "yesterday"},
                                               {"sort", "title"},
                                               {"after", "x"},
                                               {"archived", "maybe"}});
    REQUIRE(found->why);
    CHECK(found->why->refusal == Refusal::validation);
    std::set<std::string> paths;
    for (const Error& error : found->why->errors) paths.insert(error.path);
    CHECK(paths ==
          std::set<std::string>{"stat", "status", "limit", "as_of", "sort", "after", "archived"});
    const std::string page = house.json("/v1/cases", {{"limit", "1"}});
    CHECK(house.get("/v1/cases", {{"limit", "1"}, {"status", "open"}, {"after", next_of(page)}})
              ->why->errors.at(0)
              .path == "after");
}

TEST_CASE("what is archived is in no list but that of the archived") {
    AskedHouse house;
    house.ask(Archive<cases::Case>{}, house.smoke);
    CHECK(count(house.json("/v1/cases"), "\"title\"") == 1);
    CHECK(has(house.json("/v1/cases", {{"archived", "true"}}), "Smoke"));
    CHECK_FALSE(has(house.json("/v1/cases/board"), "Smoke"));
}

TEST_CASE("an audit trail says who, when, by which command, and field by field before and after") {
    AskedHouse house;
    const std::string audit = house.json("/v1/cases/1/audit");
    CHECK(count(audit, "\"command\":") == 4);
    CHECK(has(audit, R"("type":"AssignCase")"));
    CHECK(has(audit, R"({"field":"assignee","before":null,"after":")" + kim.text + "\"}"));
    CHECK(has(audit, R"({"field":"status","before":"open","after":"resolved"})"));
    CHECK(has(audit, "Asked for the cable."));  // the state does not show it, so the event does
    CHECK(has(audit, "\"by\":\"" + kim.text + "\""));
    CHECK(has(audit, "\"via\":\"http\""));
    const std::string first = house.json("/v1/cases/1/audit", {{"limit", "1"}});
    const std::string second =
        house.json("/v1/cases/1/audit", {{"limit", "1"}, {"after", next_of(first)}});
    CHECK(count(second, "\"command\":") == 1);
    CHECK(has(second, R"({"field":"assignee","before":null,)"));
    CHECK(count(house.json("/v1/cases/1/versions"), "\"version\":") == 4);
}

TEST_CASE("a timeline shows both parties what happened, newest first, by business date") {
    AskedHouse house;
    const std::string of_john = house.json("/v1/clients/" + uuid_in(house.john_) + "/timeline");
    CHECK(count(of_john, "\"kind\":") == 5);
    CHECK(of_john.find("\"case_status\"") < of_john.find("\"case_opened\""));
    CHECK(of_john.find("\"case_update\"") < of_john.find("\"communication\""));
    CHECK(has(of_john, "It burns."));
    CHECK(has(of_john, "Asked for the cable."));
    const std::string path = "/v1/clients/" + uuid_in(house.abc) + "/timeline";
    CHECK(count(house.json(path), "\"kind\":") == 4);
    CHECK(count(house.json(path, {{"kind", "case_opened,case_update"}}), "\"kind\":") == 3);
    CHECK(count(house.json(path, {{"as_of", "5"}}), "\"kind\":") == 2);
    const std::string johns = "/v1/clients/" + uuid_in(house.john_) + "/timeline";
    CHECK(count(house.json(johns, {{"channel", "email"}}), "\"kind\":") == 1);
    CHECK(count(house.json(johns, {{"to", "2024-03-26"}}), "\"kind\":") == 0);
    CHECK(house.get("/v1/clients/" + uuid(0xdead) + "/timeline")->why->rule == "house.absent");
}

TEST_CASE("a thread has the updates as they stand after an edit, and the case's communications") {
    AskedHouse house;
    CHECK(has(house.json("/v1/cases/2/thread"), "It burns."));
    house.ask(cases::EditCaseUpdate{.update = 1, .body = {"Asked for the red cable."}},
              house.sound);
    const std::string now = house.json("/v1/cases/1/thread");
    CHECK(has(now, "Asked for the red cable."));
    CHECK(has(now, "\"edited_by\""));
    const std::string then = house.json("/v1/cases/1/thread", {{"as_of", "8"}});
    CHECK(has(then, "Asked for the cable."));
    CHECK_FALSE(has(then, "\"edited_by\""));
}

TEST_CASE("the board has a column for each status, counted, with the most pressing on top") {
    AskedHouse house;
    house.open("Slow", cases::Priority::low);
    const std::string now = house.json("/v1/cases/board");
    CHECK(has(now, R"({"status":"open","count":2,)"));
    CHECK(has(now, R"({"status":"resolved","count":1,)"));
    CHECK(now.find("Smoke") < now.find("Slow"));
    CHECK(has(house.json("/v1/cases/board", {{"as_of", "5"}}), R"({"status":"open","count":2,)"));
    CHECK(has(house.json("/v1/cases/board", {{"as_of", "4"}}), R"({"status":"open","count":1,)"));
    CHECK(has(house.json("/v1/cases/board", {{"assignee", kim.text}}),
              R"({"status":"open","count":0,)"));
    CHECK(has(house.json("/v1/cases/board", {{"priority", "urgent"}}),
              R"({"status":"open","count":1,)"));
}
TEST_CASE("nobody sees more than their roles allow, and a destroyed key hides for ever") {
    AskedHouse house;
    const UserId stranger{"user/" + uuid(0x57a)};
    CHECK(house.get("/v1/cases", {}, stranger)->why->refusal == Refusal::forbidden);
    CHECK(house.get("/v1/cases/1", {}, stranger)->why->refusal == Refusal::forbidden);
    CHECK(has(house.json("/v1/me"), "\"roles\":[\"admin\""));
    CHECK(has(house.json("/v1/contacts/" + uuid_in(house.john_)), "John Doe"));
    for (const Entry& entry : house.office.entries())
        for (const auto& [number, subject] : entry.keys)
            if (subject == house.john_.text) house.office.keys->destroy("acme", std::stoll(number));
    const std::string forgotten = house.json("/v1/contacts/" + uuid_in(house.john_));
    CHECK_FALSE(has(forgotten, "John Doe"));
    CHECK(has(forgotten, R"({"hidden":"forgotten"})"));
}

TEST_CASE("a case given to another client is on that one's timeline, whole, and was not before") {
    AskedHouse house;
    const StreamId ann = house.ask(contacts::RegisterContact{{.display_name = {"Ann"}}}).stream;
    const std::string before = std::to_string(house.last());
    house.ask(Update<cases::Case>{patch_of<cases::Case>(R"({"client":")" + ann.text + R"("})")},
              house.sound);
    const auto on = [&](const StreamId& client, const std::string& as_of) {
        std::multimap<std::string, std::string, std::less<>> then;
        if (!as_of.empty()) then.emplace("as_of", as_of);
        return count(house.json("/v1/clients/" + uuid_in(client) + "/timeline", then),
                     "\"stream\":\"" + house.sound.text);
    };
    CHECK(on(house.abc, before) == 3);  // opened, updated, resolved
    CHECK(on(ann, before) == 0);
    CHECK(on(house.abc, "") == 0);
    CHECK(on(ann, "") == 3);
    CHECK(on(house.john_, "") == 3);  // the person to talk to is as they were
    house.ask(cases::ReopenCase{"Again."}, house.sound);
    CHECK(on(ann, "") == 4);
    CHECK(on(house.abc, "") == 0);
    for (const Rebuilt& again : house.views().rebuild({"client_timeline"}, 1))
        CHECK(again.before == again.after);
}
