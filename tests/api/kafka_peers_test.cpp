// Roles in processes of their own: one is the door, others have the views. All are in this process,
// each with its own folder, and speak over the broker and over sockets.
#include "tests/support/quarter.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

constexpr KafkaRoles only_command{true, false, false, false, false};
constexpr KafkaRoles only_query{false, true, false, false, false};
constexpr KafkaRoles only_api{false, false, true, false, false};
const PeerLimits quick{.look_every = 50ms, .look_within = 500ms};

bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}
std::string after(const std::string& text, std::string_view what, char end) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    const std::size_t from = at + what.size();
    return text.substr(from, text.find(end, from) - from);
}

/// A command from the door: its sequence, and the path of the record it made.
struct Made {
    std::string seq, path;
};
Made company(Resident& door, const std::string& name) {
    const std::string done =
        door.ask("POST", "/v1/commands/RegisterCompany", "", R"({"name":")" + name + "\"}");
    INFO(done);
    REQUIRE(status_of_answer(done) == 200);
    return {after(done, R"("seq":)", ','), "/v1/companies/" + after(done, "company/", '"')};
}

}  // namespace

TEST_CASE("what a door was told can be asked of it at once, though its views are elsewhere") {
    Quarter quarter;
    const Resident writer(quarter, only_command);
    Resident reader(quarter, only_query);
    Resident door(quarter, only_api, {.peers = {reader.url()}, .peering = quick});
    quarter.provision_at(door.house);

    for (int i = 0; i < 10; ++i) {
        const Made made = company(door, "ABC " + std::to_string(i));
        const std::string found = door.ask("GET", made.path + "?min_seq=" + made.seq);
        INFO(found);
        CHECK(status_of_answer(found) == 200);
        CHECK(has(found, "ABC " + std::to_string(i)));
    }
    const std::string list = "/v1/companies?limit=2";
    const std::string found = door.ask("GET", list), there = reader.ask("GET", list);
    CHECK(body_of_answer(found) == body_of_answer(there));
    const std::string tag = after(found, "ETag: ", '\r');
    const std::string same = door.ask("GET", list, "If-None-Match: " + tag + "\r\n");
    CHECK(status_of_answer(same) == 304);
    CHECK(has(same, "ETag: " + tag));

    CHECK(status_of_answer(door.ask("GET", list, "", "", "nonsense")) == 401);
    CHECK(status_of_answer(door.ask("GET", "/v1/companies?nothing=1")) == 422);
    CHECK(status_of_answer(door.ask("GET", list, "Dossier-Forwarded: 10.0.0.1\r\n")) == 503);
    CHECK(status_of_answer(reader.ask("POST", "/v1/commands/RegisterCompany", "", "{}")) == 404);

    Wire wire(door.api.port());
    const Timestamp now = quarter.clock.now();
    wire.say("GET /v1/events?from=1&type=CompanyRegistered HTTP/1.1\r\nHost: a\r\n" +
             ("Authorization: Bearer " +
              door.api.tokens().sign({"acme", quarter.admin, now, now + 1h}) + "\r\n\r\n"));
    CHECK(has(wire.until("\r\n\r\n"), "Content-Type: text/event-stream"));
    CHECK(has(wire.until("}}\n\n"), R"("type":"CompanyRegistered")"));

    const std::string ready = door.ask("GET", "/readyz");
    INFO(ready);
    CHECK(has(ready, R"("serves":["commands"],"peers":[{"url":")" + reader.url()));
    CHECK_FALSE(has(ready, "\"views\""));
    CHECK(has(reader.ask("GET", "/readyz"), "\"views\""));
}

TEST_CASE("of two who have the views either may die, and the door goes on answering") {
    Quarter quarter;
    const Resident writer(quarter, only_command);
    auto one = std::make_unique<Resident>(quarter, only_query);
    auto two = std::make_unique<Resident>(quarter, only_query);
    Resident door(quarter, only_api, {.peers = {one->url(), two->url()}, .peering = quick});
    quarter.provision_at(door.house);
    const auto asked = [&](const Made& made) {
        return status_of_answer(door.ask("GET", made.path + "?min_seq=" + made.seq));
    };
    CHECK(asked(company(door, "Both")) == 200);
    one->api.stop();
    CHECK(asked(company(door, "One")) == 200);
    one.reset();
    CHECK(asked(company(door, "Other")) == 200);
    two.reset();
    const std::string none = door.ask("GET", "/v1/companies");
    CHECK(status_of_answer(none) == 503);
    CHECK(has(none, "peers.none"));
    company(door, "Nobody asks");  // commands go on
}
