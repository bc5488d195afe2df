#include "api/router.hpp"

#include "api/problem.hpp"
#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using namespace std::chrono_literals;
using dossier::test::kim;

namespace {

struct House {
    explicit House(Rates rates = {}) {
        router = std::make_unique<Router>(
            std::vector<Route>{
                {"GET", "/livez", says("alive"), Door::open},
                {"GET", "/v1/cases", says("list")},
                {"GET", "/v1/cases/board", says("board")},
                {"GET", "/v1/cases/{id}", says("one")},
                {"POST", "/v1/commands/{Type}", says("done")},
            },
            tokens, clock, rates,
            [this](std::string_view route, int, double) { observed = route; });
    }
    static Handler says(std::string what) {
        return [what](Call& call) {
            return HttpResponse{.body = what + " " + call.who.tenant +
                                        (call.places.empty() ? "" : " " + call.places[0])};
        };
    }
    HttpResponse ask(const char* method, std::string target, std::string token = "good") {
        HttpRequest request{.method = method, .target = std::move(target), .address = "10.0.0.1"};
        if (token == "good") token = tokens.sign({"acme", kim, clock.now(), clock.now() + 1h});
        if (!token.empty()) request.fields.push_back({"authorization", "bearer " + token});
        HttpResponse response = router->answer(request);
        router->answered(request, response.status, 0);
        return response;
    }

    VirtualClock clock{{1'711'540'800'000'000}};
    Tokens tokens{Bytes32{}, clock};
    std::unique_ptr<Router> router;
    std::string observed;
};

std::string field_of(const HttpResponse& response, std::string_view name) {
    for (const HttpField& field : response.fields)
        if (field.name == name) return field.value;
    return {};
}

}  // namespace

TEST_CASE("a request goes to the route of its method and path") {
    House house;
    CHECK(house.ask("GET", "/v1/cases?status=open").body == "list acme");
    CHECK(house.ask("GET", "/v1/cases/board").body == "board acme");
    CHECK(house.ask("GET", "/v1/cases/%34%31").body == "one acme 41");
    CHECK(house.observed == "/v1/cases/{id}");
    CHECK(house.ask("HEAD", "/v1/cases").body == "list acme");
    CHECK(house.ask("GET", "http://localhost/v1/cases/41").body == "one acme 41");
    CHECK(house.ask("GET", "/livez", "").body == "alive ");
}

TEST_CASE("what is not there is 404, and another method's path says which methods it has") {
    House house;
    CHECK(house.ask("GET", "/v1/nothing").status == 404);
    CHECK(house.ask("GET", "/v1/cases/").status == 404);
    CHECK(house.ask("GET", "/v1/cases/41/x").status == 404);
    CHECK(house.observed == "other");
    const HttpResponse response = house.ask("DELETE", "/v1/cases/41");
    CHECK(response.status == 405);
    CHECK(field_of(response, "Allow") == "GET");
    CHECK(house.ask("GET", "/v1/commands/OpenCase").status == 405);
}

TEST_CASE("a path that two readers could take for different ones is refused") {
    House house;
    for (const char* path : {"/v1/cases/a%2fb", "/v1/cases/../x", "/v1/cases/%2e%2e/x",
                             "/v1/cases/a%00", "/v1/cases/%zz", "/v1/cases/a%0d%0aX: y"}) {
        INFO(path);
        CHECK(house.ask("GET", path).status == 400);
    }
}

TEST_CASE("without a token that is valid nobody passes") {
    House house;
    for (const char* token : {"", "nonsense", "a.b.c"}) {
        const HttpResponse response = house.ask("GET", "/v1/cases", token);
        CHECK(response.status == 401);
        CHECK(field_of(response, "WWW-Authenticate").starts_with("Bearer"));
    }
    CHECK(house.ask("GET", "/v1/cases?access_token=x", "").status == 401);
}

TEST_CASE("who asks too often is told how long to wait") {
    House tenant({.per_tenant = {1, 2}, .per_address = {}});
    CHECK(tenant.ask("GET", "/v1/cases").status == 200);
    CHECK(tenant.ask("GET", "/v1/cases").status == 200);
    const HttpResponse response = tenant.ask("GET", "/v1/cases");
    CHECK(response.status == 429);
    CHECK(field_of(response, "Retry-After") == "1");
    CHECK(tenant.ask("GET", "/livez", "").status == 200);

    House address({.per_tenant = {}, .per_address = {1, 1}});
    CHECK(address.ask("GET", "/livez", "").status == 200);
    CHECK(address.ask("GET", "/livez", "").status == 429);
}

TEST_CASE("a bucket fills with time, goes into debt, and is forgotten when it is full") {
    using Time = Buckets::Time;
    Buckets buckets({10, 20}, 3);
    const Time start{};
    CHECK(buckets.take("a", start, 20) == 0ms);
    CHECK(buckets.take("a", start) == 100ms);
    CHECK(buckets.take("a", start + 100ms) == 0ms);
    buckets.charge("a", start + 100ms, 50);
    CHECK(buckets.take("a", start + 1s) > 4s);
    CHECK(buckets.take("a", start + 10s) == 0ms);
    for (int i = 0; i < 100; ++i) CHECK(buckets.take(std::to_string(i), start + 20s) == 0ms);
}

TEST_CASE("a problem names the rule and everything that is wrong") {
    const Rejection why{
        Refusal::validation,
        "house.invalid",
        "Some fields are wrong.",
        {{"/title", "required", "This is needed."}, {"/emails/0", "email", "Not \"an\" address."}},
        {{"case/1"}},
        {{"current", "7"}}};
    const HttpResponse response = problem(why);
    CHECK(response.status == 422);
    CHECK(response.type == "application/problem+json");
    CHECK(response.body ==
          R"({"type":"/v1/problems/house.invalid","title":"Unprocessable Content","status":422,)"
          R"("detail":"Some fields are wrong.","class":"validation","rule":"house.invalid",)"
          R"("errors":[{"path":"/title","rule":"required","message":"This is needed."},)"
          R"({"path":"/emails/0","rule":"email","message":"Not \"an\" address."}],)"
          R"("records":["case/1"],"details":{"current":7}})");
}

TEST_CASE("a refusal's class is its status") {
    const auto status = [](Refusal refusal, std::string_view rule = "a.b") {
        return status_of(Rejection{refusal, std::string(rule), ""});
    };
    CHECK(status(Refusal::not_found) == 404);
    CHECK(status(Refusal::unknown_command) == 404);
    CHECK(status(Refusal::forbidden) == 403);
    CHECK(status(Refusal::tenant_suspended) == 403);
    CHECK(status(Refusal::version) == 412);
    CHECK(status(Refusal::fault) == 500);
    CHECK(status(Refusal::limit, "house.busy") == 429);
    CHECK(status(Refusal::limit) == 409);
    for (const Refusal refusal : {Refusal::state, Refusal::duplicate, Refusal::id_reused,
                                  Refusal::reference, Refusal::archived, Refusal::ambiguous})
        CHECK(status(refusal) == 409);
}
