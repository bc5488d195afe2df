#include "consumers/reply.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

TEST_CASE("what was accepted is told whole") {
    const Answer said{
        .seq = 7,
        .stream = {"case/0198c0de-0000-7000-8000-000000000001"},
        .version = 2,
        .at = {1'700'000'000'123'456},
        .events = {
            {"CaseHeld", 1, {"case/0198c0de-0000-7000-8000-000000000001"}, 2, {R"({"n":1})"}}}};
    const std::string bytes = reply_json("an id", said);
    CHECK(bytes.starts_with(R"({"id":"an id","seq":7,"stream":"case/)"));
    const std::optional<Answer> heard = answer_from(bytes);
    REQUIRE(heard);
    CHECK_FALSE(heard->why);
    CHECK(heard->seq == 7);
    CHECK(heard->stream == said.stream);
    CHECK(heard->version == 2);
    CHECK(heard->at == said.at);
    REQUIRE(heard->events.size() == 1);
    CHECK(heard->events[0].type == "CaseHeld");
    CHECK(heard->events[0].data.text == R"({"n":1})");
}

TEST_CASE("which events' records the sender may read is told, and none where nobody said") {
    const StreamId id{"case/0198c0de-0000-7000-8000-000000000001"};
    Answer said{.seq = 7, .stream = id};
    for (int version = 1; version <= 3; ++version)
        said.events.push_back({"CaseHeld", 1, id, version, {"{}"}});
    said.seen = {true, false, true};
    CHECK(answer_from(reply_json("an id", said))->seen == said.seen);
    said.seen = {};
    CHECK(answer_from(reply_json("an id", said))->seen == std::vector<bool>{false, false, false});
}

TEST_CASE("a refusal is told with everything that was wrong") {
    Rejection why = house::invalid;
    why.errors = {{"/title", "required", "Say it."}, {"/x", "limit", "Less of it."}};
    why.records = {{"case/1"}};
    why.details = {{"version", "41"}, {"at", R"({"a":[1]})"}};
    const std::optional<Answer> heard = answer_from(reply_json("an id", {.why = why}));
    REQUIRE(heard);
    REQUIRE(heard->why);
    CHECK(heard->why->refusal == Refusal::validation);
    CHECK(heard->why->rule == "house.invalid");
    CHECK(heard->why->message == why.message);
    REQUIRE(heard->why->errors.size() == 2);
    CHECK(heard->why->errors[1].path == "/x");
    CHECK(heard->why->records == why.records);
    REQUIRE(heard->why->details.size() == 2);
    CHECK(heard->why->details[1].json == "41");  // by name
}

TEST_CASE("what is no reply is not taken for one") {
    CHECK_FALSE(answer_from(""));
    CHECK_FALSE(answer_from("[]"));
    CHECK_FALSE(answer_from(R"({"id":1})"));
}
