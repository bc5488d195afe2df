// Commands in their two forms, decided by a real writer.
#include "api/commands.hpp"

#include "domain/companies/company.hpp"
#include "tests/support/office.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

using namespace dossier;
using namespace dossier::test;

namespace {

struct Shop {
    Call call(std::string type, std::string body, std::vector<HttpField> fields = {}) {
        request = {.method = "POST",
                   .target = "/",
                   .fields = std::move(fields),
                   .body = std::move(body),
                   .address = "10.0.0.1"};
        return {request, {}, {"acme", kim, {}, {}}, {std::move(type)}, office.clock.now()};
    }

    HttpResponse came(HttpResponse response) {
        if (!response.later) return response;
        auto said = std::make_shared<std::promise<HttpResponse>>();
        response.later([said](std::function<HttpResponse()> make) { said->set_value(make()); });
        auto answer = said->get_future();
        REQUIRE(answer.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
        return answer.get();
    }
    HttpResponse ask(std::string type, std::string body, std::vector<HttpField> fields = {}) {
        Call asked = call(std::move(type), std::move(body), std::move(fields));
        return came(commands.by_type(asked));
    }
    HttpResponse ask_envelope(std::string body) {
        Call asked = call("", std::move(body));
        return came(commands.by_envelope(asked));
    }
    std::vector<std::string> ask_all(std::string lines) {
        Call asked = call("", std::move(lines), {{"Content-Type", "application/x-ndjson"}});
        const HttpResponse response = commands.by_envelope(asked);
        REQUIRE(response.pieces);
        std::string all;
        for (;;) {
            auto said = std::make_shared<std::promise<std::string>>();
            response.pieces->next(
                [said](std::function<std::string()> make) { said->set_value(make()); });
            const std::string piece = said->get_future().get();
            if (piece.empty()) break;
            CHECK(piece.ends_with('\n'));
            all += piece;
        }
        std::vector<std::string> outcomes;
        std::istringstream in(all);
        for (std::string line; std::getline(in, line);) outcomes.push_back(line);
        return outcomes;
    }

    Office office;
    HttpRequest request;
    double charged = 0;
    Commands commands{[this](Request asked, Reply reply) {
                          office.writer->submit(std::move(asked), std::move(reply));
                      },
                      *office.keys,
                      office.clock,
                      office.random,
                      [this](const std::string&, double count) { charged += count; },
                      {.waiting_max = 7, .piece_bytes_max = 2'000}};
};

bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

std::string field_of(const HttpResponse& response, std::string_view name) {
    for (const HttpField& field : response.fields)
        if (field.name == name) return field.value;
    return {};
}

std::string line(unsigned n, std::string_view name) {
    return R"({"id":")" + uuid(n) + R"(","type":"RegisterCompany","data":{"name":")" +
           std::string(name) + "\"}}\n";
}

}  // namespace

TEST_CASE("a command's body is its data, and its answer says where it is") {
    Shop shop;
    const HttpResponse response =
        shop.ask("RegisterCompany", R"({"name":"ABC"})", {{"Idempotency-Key", uuid(1)}});
    CHECK(response.status == 200);
    CHECK(response.body.starts_with(R"({"id":")" + uuid(1) + R"(","seq":2,"stream":"company/)" +
                                    uuid(1) + R"(","version":1,"at":")"));
    CHECK(has(response.body, R"("events":[{"type":"CompanyRegistered","stream":"company/)"));
    CHECK(field_of(response, "Idempotency-Key") == uuid(1));
}

TEST_CASE("the same command again over HTTP gets the first answer") {
    Shop shop;
    const auto send = [&](const char* name) {
        return shop.ask("RegisterCompany", R"({"name":")" + std::string(name) + "\"}",
                        {{"Idempotency-Key", "\"" + uuid(1) + "\""}});
    };
    const HttpResponse first = send("ABC");
    CHECK(send("ABC").body == first.body);
    const HttpResponse other = send("XYZ");
    CHECK(other.status == 409);
    CHECK(has(other.body, R"("rule":"house.id_reused")"));
}

TEST_CASE("a command without an id is given one, and the answer says it") {
    Shop shop;
    const HttpResponse response = shop.ask("RegisterCompany", R"({"name":"ABC"})");
    const std::string id = field_of(response, "Idempotency-Key");
    CHECK(is_uuid(id));
    CHECK(has(response.body, id));
    CHECK(has(shop.ask_envelope(R"({"type":"RegisterCompany","data":{"name":"XYZ"}})").body,
              R"({"id":")"));
}

TEST_CASE("a problem names every wrong field of the data") {
    Shop shop;
    const HttpResponse response = shop.ask("RegisterCompany", R"({"nam":"ABC","owner":"nobody"})");
    CHECK(response.status == 422);
    CHECK(response.type == "application/problem+json");
    for (const char* path : {R"("path":"/nam")", R"("path":"/name")", R"("path":"/owner")"})
        CHECK(has(response.body, path));
    CHECK(shop.ask("RegisterCompany", "{").status == 422);
    CHECK(shop.ask("NoSuchCommand", "{}").status == 404);
}

TEST_CASE("a problem names every wrong field of the envelope, and nothing was asked") {
    Shop shop;
    const HttpResponse response = shop.ask("RegisterCompany", R"({"name":"ABC"})",
                                           {{"Idempotency-Key", "x"},
                                            {"If-Match", "W/\"7\""},
                                            {"Dossier-Stream", "company"},
                                            {"Dossier-Effective-At", "yesterday"},
                                            {"Dossier-Dry-Run", "yes"},
                                            {"Dossier-Reason", "\xff"},
                                            {"Dossier-Batch", std::string(200, 'a')},
                                            {"Dossier-Via", "kafka"},
                                            {"Dossier-Tenant", "other"}});
    CHECK(response.status == 422);
    for (const char* path : {"/Idempotency-Key", "/If-Match", "/Dossier-Stream",
                             "/Dossier-Effective-At", "/Dossier-Dry-Run", "/Dossier-Reason",
                             "/Dossier-Batch", "/Dossier-Via", "/Dossier-Tenant"}) {
        INFO(path);
        CHECK(has(response.body, R"("path":")" + std::string(path) + "\""));
    }
    const HttpResponse envelope = shop.ask_envelope(
        R"({"id":"x","stream":"y","expected_version":-1,"effective_at":"z","tenant":"other"})");
    CHECK(envelope.status == 422);
    for (const char* path :
         {"/id", "/stream", "/type", "/expected_version", "/effective_at", "/tenant"}) {
        INFO(path);
        CHECK(has(envelope.body, R"("path":")" + std::string(path) + "\""));
    }
    CHECK(shop.office.entries().size() == 1);
}

TEST_CASE("what the header fields say is in the entry") {
    Shop shop;
    CHECK(shop.ask("RegisterCompany", R"({"name":"ABC"})",
                   {{"Dossier-Stream", "company/" + uuid(9)},
                    {"Dossier-Reason", " A word of thanks "},
                    {"Dossier-Batch", "monday"}})
              .status == 200);
    const Entry entry = shop.office.entries().back();
    CHECK(entry.events.at(0).stream.text == "company/" + uuid(9));
    CHECK(entry.reason == "A word of thanks");
    CHECK(entry.batch == "monday");
    CHECK(entry.via == "http");
    CHECK(entry.actor == kim);
    CHECK(entry.address);
}

TEST_CASE("If-Match is the version that the caller has seen") {
    Shop shop;
    const std::string stream = "company/" + uuid(1);
    shop.ask("RegisterCompany", R"({"name":"ABC"})", {{"Idempotency-Key", uuid(1)}});
    const auto rename = [&](const char* name, const char* version) {
        return shop.ask("UpdateCompany", R"({"patch":{"name":")" + std::string(name) + "\"}}",
                        {{"Dossier-Stream", stream}, {"If-Match", version}});
    };
    CHECK(rename("XYZ", "\"7\"").status == 412);
    CHECK(rename("XYZ", "\"1\"").status == 200);
    CHECK(rename("ABC", "2").status == 200);
}

TEST_CASE("a dry run answers and leaves nothing") {
    Shop shop;
    const HttpResponse response =
        shop.ask("RegisterCompany", R"({"name":"ABC"})", {{"Dossier-Dry-Run", "true"}});
    CHECK(response.status == 200);
    CHECK(has(response.body, "CompanyRegistered"));
    CHECK(shop.office.entries().size() == 1);
}

TEST_CASE("a command larger than 256 KiB is refused before the writer sees it") {
    Shop shop;
    const std::string large = R"({"name":")" + std::string(300'000, 'a') + "\"}";
    CHECK(shop.ask("RegisterCompany", large).status == 413);
    CHECK(shop.ask_envelope(large).status == 413);
}

TEST_CASE("many commands in one body have their outcomes in order, each on its line") {
    Shop shop;
    std::string lines;
    for (unsigned n = 1; n <= 100; ++n) {
        if (n % 10 == 0)
            lines += line(n, "");
        else if (n % 10 == 5)
            lines += "this is no JSON\r\n";
        else
            lines += line(n, "Company " + std::to_string(n));
        if (n % 7 == 0) lines += "\n  \n";
    }
    lines.pop_back();
    const std::vector<std::string> outcomes = shop.ask_all(lines);
    REQUIRE(outcomes.size() == 100);
    for (unsigned n = 1; n <= 100; ++n) {
        INFO(n << ": " << outcomes[n - 1]);
        if (n % 10 == 5) {
            CHECK(has(outcomes[n - 1], R"("rule":"json")"));
            continue;
        }
        CHECK(outcomes[n - 1].starts_with(R"({"id":")" + uuid(n) + "\","));
        CHECK(has(outcomes[n - 1], R"("seq":)") == (n % 10 != 0));
        CHECK(has(outcomes[n - 1], R"("status":422)") == (n % 10 == 0));
    }
    CHECK(shop.office.entries().size() == 81);
    CHECK(shop.charged == 99);
    CHECK(shop.ask_all(line(1, "Company 1")).at(0) == outcomes.at(0));
    CHECK(shop.ask_all("\n\n").empty());
}
