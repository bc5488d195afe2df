// Who is stuck, who is slow, and who only stands by.
#include "api/health.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

namespace {

HttpResponse report(PartitionHealth of, PartitionLag lag = {}, const Doors& doors = {}) {
    return ready(doors, {std::move(of)}, {lag});
}
bool has(const HttpResponse& response, std::string_view what) {
    return response.body.find(what) != std::string::npos;
}

/// A process that decides and nothing else.
PartitionHealth decides(std::string_view standing, double seconds) {
    PartitionHealth of;
    of.viewed = of.reacting = false;
    of.standing = standing;
    of.standing_seconds = seconds;
    return of;
}

}  // namespace

TEST_CASE("who stands by is well for as long as it likes, who does not come to own is stuck") {
    CHECK(report(decides("standby", 1e6)).status == 200);
    CHECK(report(decides("owner", 1e6)).status == 200);
    CHECK(report(decides("taking", 5)).status == 200);
    PartitionHealth late = decides("taking", 31);
    late.standing_trouble = "no broker answers";
    const HttpResponse response = report(late);
    CHECK(response.status == 503);
    CHECK(has(response, R"("partition":0,"status":"stuck")"));
    CHECK(has(response, R"("standing":"taking","seconds":31.000)"));
    CHECK(has(response, R"("error":"no broker answers")"));
}

TEST_CASE("who is behind says by how many entries and seconds, and is not ready when it is much") {
    CHECK(report({}, {.views = {1'000'000, 29}}).status == 200);
    const HttpResponse slow = report({}, {.views = {3, 31}});
    CHECK(slow.status == 503);
    CHECK(has(slow, R"("views":{"status":"behind","position":0,"lag_entries":3,"lag_seconds":31)"));
    CHECK(report({}, {.reactions = {3, 31}}).status == 503);
    CHECK(has(report({}, {.reactions = {3, 31}}), R"("views":{"status":"ready")"));
    PartitionHealth relayed;
    relayed.relay.emplace();
    CHECK(report(relayed, {.relay = {3, 31}}).status == 503);
}

TEST_CASE("what has stopped is stuck and says why") {
    PartitionHealth of;
    of.views.error = "the disk is full";
    CHECK(has(report(of), R"("status":"stuck")"));
    CHECK(has(report(of), "the disk is full"));
    of = {};
    of.trouble = "the log was cut";
    CHECK(report(of).status == 503);
    CHECK(has(report(of), R"("views":{"status":"stuck")"));
    of = {};
    of.react_trouble = "no key";
    CHECK(report(of).status == 503);
    CHECK(has(report(of), R"("views":{"status":"ready")"));  // questions are still answered
}

TEST_CASE("what is parked is named, and stops nobody") {
    PartitionHealth of;
    of.react_parked = {{"reactions", "acme", "position 7", 5, "v is 9"}};
    CHECK(report(of).status == 200);
    CHECK(has(report(of), R"("parked":[{"view":"reactions","tenant":"acme",)"
                          R"("stream":"position 7","seq":5,"error":"v is 9"}])"));
}

TEST_CASE("what a process has no part in is not in its report") {
    const HttpResponse response =
        report(decides("owner", 1), {}, {.commands = false, .queries = false, .peers = {}});
    CHECK(has(response, R"("serves":[])"));
    for (const char* part : {"\"views\"", "\"reactions\"", "\"relay\"", "\"peers\""})
        CHECK_FALSE(has(response, part));
    const HttpResponse door =
        report(decides("", 0), {}, {.queries = false, .peers = {{"http://one:1", "gone"}}});
    CHECK(has(door, R"("serves":["commands"],"peers":[{"url":"http://one:1","status":"gone"}])"));
    CHECK_FALSE(has(door, "\"writer\""));
}
