// The whole of it on a socket.
#include "schema/formats.hpp"
#include "tests/support/street.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE("what a command did can be asked for at once, with its sequence") {
    Street street;
    const std::string done =
        street.ask("POST", "/v1/commands/RegisterCompany", "", R"({"name":"ABC Corporation"})");
    INFO(done);
    REQUIRE(status_of_answer(done) == 200);
    const std::string seq = after(done, R"("seq":)", ',');
    const std::string id = after(done, R"("stream":"company/)", '"');
    const std::string path = "/v1/companies/" + id;
    const std::string found = street.ask("GET", path + "?min_seq=" + seq);
    INFO(found);
    CHECK(status_of_answer(found) == 200);
    CHECK(has(found, "ABC Corporation"));

    const std::string tag = after(found, "ETag: ", '\r');
    const std::string same = street.ask("GET", path, "If-None-Match: " + tag + "\r\n");
    CHECK(status_of_answer(same) == 304);
    CHECK(body_of_answer(same).empty());
    street.ask("POST", "/v1/commands/UpdateCompany", "Dossier-Stream: company/" + id + "\r\n",
               R"({"patch":{"name":"XYZ"}})");
    const std::string next = std::to_string(std::stoll(seq) + 1);
    const std::string changed =
        street.ask("GET", path + "?min_seq=" + next, "If-None-Match: " + tag + "\r\n");
    CHECK(status_of_answer(changed) == 200);
    CHECK(has(changed, "XYZ"));
    CHECK(has(street.ask("GET", path + "?as_of=" + seq), "ABC Corporation"));
}

TEST_CASE("what is not there, not allowed or not known is said so") {
    Street street;
    CHECK(status_of_answer(street.ask("GET", "/v1/nothing")) == 404);
    CHECK(status_of_answer(street.ask("DELETE", "/v1/companies")) == 405);
    CHECK(status_of_answer(
              street.ask("GET", "/v1/companies/018e7f5c-7000-7000-8000-00000000ffff")) == 404);
    CHECK(status_of_answer(street.ask("POST", "/v1/commands/NoSuch", "", "{}")) == 404);
    street.token = "nonsense";
    CHECK(status_of_answer(street.ask("GET", "/v1/companies")) == 401);
    CHECK(status_of_answer(street.ask("POST", "/v1/commands/RegisterCompany", "", "{}")) == 401);
    CHECK(status_of_answer(street.ask("GET", "/livez")) == 200);
}

TEST_CASE("a tenant's token opens no other tenant") {
    Street street;
    const Provisioned other = provision(
        street.house,
        {.slug = "other", .name = "Other", .admin_name = "Bob", .admin_email = "bob@example.com"});
    REQUIRE_FALSE(other.why);
    street.token =
        street.api.tokens().sign({"other", street.admin, street_begins, street_begins + 1h});
    const std::string refused =
        street.ask("POST", "/v1/commands/RegisterCompany", "", R"({"name":"ABC"})");
    CHECK(status_of_answer(refused) == 403);
    CHECK(status_of_answer(street.ask("GET", "/v1/events")) == 403);
}

TEST_CASE("the feed comes over a socket, and goes on where its reader left it") {
    Street street;
    street.ask("POST", "/v1/commands/RegisterCompany", "", R"({"name":"One"})");
    std::string id;
    {
        Wire wire(street.api.port());
        wire.say(street.request("GET", "/v1/events?from=1&type=CompanyRegistered", "", ""));
        CHECK(has(wire.until("\r\n\r\n"), "Content-Type: text/event-stream"));
        const std::string frame = wire.until("}}\n\n");
        CHECK(has(frame, R"("type":"CompanyRegistered")"));
        CHECK_FALSE(has(frame, "TenantOpened"));
        id = after(frame, "id: ", '\n');
        CHECK(has(wire.until(":\n\n"), ":\n\n"));
    }
    street.ask("POST", "/v1/commands/RegisterCompany", "", R"({"name":"Two"})");
    Wire wire(street.api.port());
    wire.say(street.request("GET", "/v1/events?type=CompanyRegistered",
                            "Last-Event-ID: " + id + "\r\n", ""));
    const std::string frame = wire.until("}}\n\n");
    CHECK(has(frame, R"("name":"Two")"));
    CHECK_FALSE(has(frame, R"("name":"One")"));
    street.api.stop();
    CHECK(has(wire.rest(), "event: closing\ndata: {\"resume_from\":"));
}

TEST_CASE("operators see who is well, and count what happens") {
    Street street;
    const std::string ready = street.ask("GET", "/readyz");
    INFO(ready);
    CHECK((status_of_answer(ready) == 200 || has(ready, R"("status":"behind")")));
    street.ask("POST", "/v1/commands/RegisterCompany", "", "{}");
    std::string metrics;  // a request is counted when its answer is sent, so perhaps a moment later
    for (int i = 0; i < 100 && !has(metrics, R"(status="422"} 1)"); ++i)
        metrics = street.ask("GET", "/metrics");
    for (const char* line :
         {"dossier_commands_accepted_total{partition=\"0\"}", "rule=\"house.invalid\"",
          "dossier_projector_lag_entries", "process_resident_memory_bytes",
          "dossier_command_seconds_bucket",
          "dossier_batch_deciding_seconds_bucket{partition=\"0\",le=\"+Inf\"}",
          "dossier_batch_appending_seconds_count{partition=\"0\"}", "dossier_query_seconds_bucket",
          "dossier_queries_waiting 0",
          "dossier_http_requests_total{route=\"/v1/commands/{Type}\",status=\"422\"} 1"}) {
        INFO(line);
        CHECK(has(metrics, line));
    }
}

TEST_CASE("the description of the server is JSON and has every command and query") {
    Street street;
    const std::string openapi = body_of_answer(street.ask("GET", "/v1/openapi.json"));
    CHECK(canonical_json(openapi));
    for (const char* path : {"/v1/commands/OpenCase", "/v1/commands/RegisterClient"})
        CHECK(has(openapi, path));
    for (const QueryRoute& route : Queries::routes()) CHECK(has(openapi, route.path));
}

TEST_CASE("a virtual clock is set by an administrator, and goes forward only") {
    Street street;
    const auto set = [&](const char* now) {
        return status_of_answer(
            street.ask("PUT", "/v1/clock", "", R"({"now":")" + std::string(now) + "\"}"));
    };
    CHECK(set("2024-03-28T00:00:00Z") == 200);
    CHECK(has(street.ask("GET", "/v1/clock"), "2024-03-28T00:00:00.000000Z"));
    CHECK(set("2024-03-27T00:00:00Z") == 422);
    CHECK(set("tomorrow") == 422);
}

TEST_CASE("a house without views answers no questions but how it is") {
    const test::TempDir dir;
    VirtualClock clock{street_begins};
    SystemRandom random;
    LocalHouse house{{dir.path()}, clock, random, [](const std::string&) {}, {.views = false}};
    Api api{house, Bytes32{}, random, {.listen = {.port = 0}}};
    const auto status = [&](const std::string& path, const std::string& method = "GET") {
        Wire wire(api.port());
        wire.say(method + " " + path + " HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n");
        return status_of_answer(wire.answer());
    };
    CHECK(status("/livez") == 200);
    CHECK(status("/metrics") == 200);
    CHECK(status("/v1/cases") == 404);
    CHECK(status("/v1/events") == 404);
    CHECK(status("/v1/commands", "POST") == 401);
    api.stop();
    CHECK_THROWS_AS(house.queries("acme"), StoreError);
    CHECK_THROWS_AS(house.views(0), StoreError);
}
