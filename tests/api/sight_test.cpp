// Who sees what over HTTP: in the answer to a command, in a record, a list, a timeline, an audit.
#include "api/commands.hpp"
#include "schema/formats.hpp"
#include "tests/support/street.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

constexpr std::string_view masked = R"({"hidden":"masked"})",
                           forgotten = R"({"hidden":"forgotten"})";
constexpr std::string_view jane =
    R"({"display_name":"Jane Roe","emails":[{"address":"jane@example.com"}]})";

/// Jane, and a case of hers.
struct Practice : Street {
    Practice() {
        client = made("RegisterContact", jane);
        the_case = made("OpenCase", R"({"client":")" + client + R"(","title":"No sound"})");
    }
    /// As if she had asked to be forgotten.
    void forget(const std::string& subject) {
        for (const Recorded& record : house.journal().read(0, 0))
            for (const auto& [key, whose] : entry_from(record.bytes).keys)
                if (whose == subject) house.keys().destroy("acme", std::stoll(key));
    }
    std::string client, the_case;
};

}  // namespace

TEST_CASE("the answer to a command shows open what its sender may see") {
    Street street;
    const std::string answer = street.send("RegisterContact", jane);
    INFO(answer);
    CHECK(has(answer, R"("display_name":"Jane Roe")"));
    CHECK(has(answer, "jane@example.com"));
    CHECK_FALSE(has(answer, "sealed"));
    const std::string lines = R"({"type":"RegisterContact","data":{"display_name":"John Doe"}})"
                              "\n"
                              R"({"type":"RegisterCompany","data":{"name":"ABC"}})";
    Wire wire(street.api.port());
    wire.say(
        street.request("POST", "/v1/commands", "Content-Type: application/x-ndjson\r\n", lines));
    CHECK(has(wire.until("0\r\n\r\n"), R"("display_name":"John Doe")"));
}

TEST_CASE("the answer to a command hides what its sender may not see") {
    Practice street;
    const UserId kay = street.hire("marketing");  // may open a case, and read none
    const std::string answer =
        street.ask_as(kay, "POST", "/v1/commands/OpenCase", "",
                      R"({"client":")" + street.client + R"(","title":"Unheard"})");
    INFO(answer);
    CHECK(status_of_answer(answer) == 200);
    CHECK(has(answer, R"("title":)" + std::string(masked)));
    CHECK_FALSE(has(answer, "Unheard"));
    // One's own record is one's own.
    const UserId sue = street.hire("support");
    const std::string own =
        street.ask_as(sue, "POST", "/v1/commands/UpdateUserProfile",
                      "Dossier-Stream: " + sue.text + "\r\n", R"({"patch":{"name":"Sue"}})");
    CHECK(has(own, R"("name":"Sue")"));
}

TEST_CASE("what nobody said a sender may see stays hidden") {
    SystemRandom random;
    const auto keys = memory_keys(random);
    keys->ensure("acme", 1);
    const Box box = keys->seal("acme", 1, R"("Jane Roe")");
    const Personal<std::string> name{box};
    const std::string sealed = to_json(kind_of<Personal<std::string>>(), &name);
    Answer answer{.events = {{"ContactRegistered", 1, {"contact/1"}, 1, {sealed}}}};
    Answer known = answer;
    open_sealed(*keys, "acme", answer);
    CHECK(answer.events[0].data.text == masked);
    known.seen = {true};
    open_sealed(*keys, "acme", known);
    CHECK(known.events[0].data.text == R"("Jane Roe")");
}

TEST_CASE("a command that comes again shows no more of whom was forgotten meanwhile") {
    Street street;
    const std::string id = "Idempotency-Key: 018e7f5c-7000-7000-8000-0000000000f0\r\n";
    const auto send = [&] { return street.ask("POST", "/v1/commands/RegisterContact", id, jane); };
    const std::string first = send();
    CHECK(has(first, "Jane Roe"));
    CHECK(send() == first);
    for (int key = 1; key < 9; ++key) street.house.keys().destroy("acme", key);
    const std::string later = send();
    CHECK(status_of_answer(later) == 200);
    CHECK(has(later, R"("display_name":)" + std::string(forgotten)));
}

TEST_CASE("a masked reader sees that something is there, and not what, wherever it shows") {
    Practice street;
    const std::string id = street.client.substr(street.client.find('/') + 1);
    street.send("UpdateContact", R"({"patch":{"display_name":"Jane Smith"}})", street.client);
    street.send("LogCommunication",
                R"({"party":")" + street.client +
                    R"(","channel":"email","direction":"in",)"
                    R"("occurred_at":"2024-03-20T09:00:00Z","body":"Dear all"})");
    const UserId watcher = street.hire("auditor");
    for (const std::string& path :
         {"/v1/contacts/" + id, std::string("/v1/contacts"),
          "/v1/clients/" + id + "/timeline?kind=communication", "/v1/contacts/" + id + "/audit",
          "/v1/contacts/" + id + "/versions", std::string("/v1/clients?email=jane@example.com")}) {
        const std::string whole = street.seen_by(street.admin, path);
        const std::string hidden = street.seen_by(watcher, path);
        INFO(path << "\n" << whole << "\n" << hidden);
        CHECK(status_of_answer(whole) == 200);
        CHECK(status_of_answer(hidden) == 200);
        CHECK((has(whole, "Jane") || has(whole, "Dear all")));
        CHECK_FALSE(has(whole, "hidden"));
        CHECK(has(hidden, masked));
        for (const char* secret : {"Jane", "Dear all", "jane@", "sealed"})
            CHECK_FALSE(has(hidden, secret));
    }
}

TEST_CASE("who may see only their own sees nobody else's, wherever it shows") {
    Street street;
    const UserId sue = street.hire("support"), tom = street.hire("tech");
    const auto path = [](const UserId& user) { return "/v1/users/" + user.text.substr(5); };
    const std::string own = street.seen_by(sue, path(sue));
    CHECK(has(own, "support@example.com"));
    for (const char* what : {"", "/versions", "/audit"}) {
        INFO(what);
        CHECK(status_of_answer(street.seen_by(sue, path(sue) + what)) == 200);
        CHECK(status_of_answer(street.seen_by(sue, path(tom) + what)) == 404);
    }
    CHECK_FALSE(has(street.seen_by(sue, path(sue) + "/audit"), "hidden\":\"forgotten"));
    const std::string list = street.seen_by(sue, "/v1/users?total=true");
    CHECK(has(list, sue.text));
    CHECK_FALSE(has(list, tom.text));
    CHECK(has(list, R"("total":1)"));
    CHECK(has(street.seen_by(street.admin, "/v1/users"), tom.text));
}

TEST_CASE("whoever was forgotten is forgotten in every answer, and the rest stays") {
    Practice street;
    const std::string id = street.client.substr(street.client.find('/') + 1);
    street.forget(street.client);
    for (const std::string& path : {"/v1/contacts/" + id, "/v1/contacts/" + id + "/audit",
                                    "/v1/clients/" + id + "/timeline"}) {
        const std::string left = street.seen_by(street.admin, path);
        INFO(path << "\n" << left);
        CHECK(status_of_answer(left) == 200);
        CHECK(has(left, forgotten));
        for (const char* gone : {"Jane", "No sound"}) CHECK_FALSE(has(left, gone));
    }
    CHECK(has(street.seen_by(street.admin, "/v1/clients/" + id + "/timeline"), R"("number":1)"));
}
