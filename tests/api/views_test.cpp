// Queries over HTTP: what the API adds to them.
#include "api/views.hpp"

#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using dossier::test::kim;

namespace {

/// Remembers what it was asked, and answers as of the sequence it stands at.
struct Desk {
    HttpResponse ask(Parameters parameters, std::vector<HttpField> fields = {}) {
        HttpRequest request{.method = "GET", .fields = std::move(fields)};
        Call call{request, {"/v1/cases", std::move(parameters)}, {"acme", kim, {}, {}}, {}, {}};
        HttpResponse response = handler(call);
        if (!response.later) return response;
        HttpResponse came{.status = 0};
        response.later([&](const std::function<HttpResponse()>& make) { came = make(); });
        return came;
    }

    std::int64_t seq = 7;
    Question asked;
    Handler handler =
        query_handler({[this](const Question& question) -> std::optional<Found> {
                           asked = question;
                           if (question.parameters.contains("none")) return std::nullopt;
                           if (question.parameters.contains("absent"))
                               return Found{.why = house::absent};
                           return Found{{}, R"({"seq":7})", seq};
                       },
                       [this](const std::string& tenant, std::int64_t wanted,
                              std::chrono::milliseconds, const std::function<void(bool)>& call) {
                           call(tenant == "acme" && wanted <= seq);
                       }});
};

std::string etag_of(const HttpResponse& response) {
    for (const HttpField& field : response.fields)
        if (field.name == "ETag") return field.value;
    return {};
}

}  // namespace

TEST_CASE("a query goes to the views as the caller, and its answer is named by its sequence") {
    Desk desk;
    const HttpResponse response = desk.ask({{"status", "open"}});
    CHECK(response.body == R"({"seq":7})");
    CHECK(etag_of(response) == "\"7\"");
    CHECK(desk.asked.reader.tenant == "acme");
    CHECK(desk.asked.reader.user == kim);
    CHECK(desk.asked.path == "/v1/cases");
    CHECK(desk.asked.parameters.size() == 1);
    CHECK(desk.ask({{"none", ""}}).status == 404);
    CHECK(desk.ask({{"absent", ""}}).status == 404);
}

TEST_CASE("who has seen the answer of this sequence is told so, without a body") {
    Desk desk;
    for (const char* tags : {"\"7\"", "W/\"7\"", "\"6\", \"7\"", "*"}) {
        INFO(tags);
        const HttpResponse response = desk.ask({}, {{"If-None-Match", tags}});
        CHECK(response.status == 304);
        CHECK(response.body.empty());
        CHECK(etag_of(response) == "\"7\"");
    }
    for (const char* tags : {"\"6\"", "7", "\"77\""})
        CHECK(desk.ask({}, {{"If-None-Match", tags}}).status == 200);
}

TEST_CASE("min_seq waits for the views, and says so when they do not come") {
    Desk desk;
    CHECK(desk.ask({{"min_seq", "7"}, {"status", "open"}}).status == 200);
    CHECK_FALSE(desk.asked.parameters.contains("min_seq"));
    const HttpResponse behind = desk.ask({{"min_seq", "8"}});
    CHECK(behind.status == 503);
    CHECK(behind.body.find("query.behind") != std::string::npos);
    for (const char* wrong : {"", "-1", "7x", "99999999999999999999"})
        CHECK(desk.ask({{"min_seq", wrong}}).status == 422);
}
