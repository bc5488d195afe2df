#include "eventstore/state_rows.hpp"

#include "eventstore/filing.hpp"
#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

namespace {
const StreamId the_case{"case/018f0a1b-2c3d-7e4f-8a9b-0c1d2e3f4a5b"};
}

TEST_CASE("a timer's row says all of it again, and earlier ones sort first") {
    const DueTimer late{7, {1'700'000'000'000'000}, the_case, "auto_close"};
    const DueTimer early{7, {-5}, the_case, "auto_close"};
    const DueTimer again = rows::due_of(rows::due(late));
    CHECK(again.tenant == 7);
    CHECK(again.due == late.due);
    CHECK(again.stream == the_case);
    CHECK(again.kind == "auto_close");
    CHECK(rows::due_of(rows::due(early)).due == early.due);
    CHECK(rows::due(early) < rows::due(late));
}

TEST_CASE("a timer's command says which timer it was") {
    const DueTimer timer{0, {1'700'000'000'000'000}, the_case, "auto_close"};
    const auto again = timer_of(command_of(timer));
    REQUIRE(again);
    CHECK(again->due == timer.due);
    CHECK(again->stream == timer.stream);
    CHECK(again->kind == timer.kind);
    CHECK_FALSE(timer_of(test::uuid(1)));
    CHECK_FALSE(timer_of("timer/nothing"));
    CHECK_FALSE(timer_of("timer/"));
}

TEST_CASE("a uuid takes sixteen bytes of a row, any other command its text") {
    CHECK(rows::answered(1, test::uuid(1)).size() == 1 + 4 + 1 + 16);
    CHECK(rows::answered(1, "timer/x").size() == 1 + 4 + 1 + 7);
    const AnsweredRow row{12, 34, {std::byte{5}}};
    const AnsweredRow again = rows::answered_of(rows::value(row));
    CHECK(again.seq == 12);
    CHECK(again.position == 34);
    CHECK(again.digest == row.digest);
}

TEST_CASE("what is filed under one key is not found under another that begins like it") {
    CHECK_FALSE(rows::filed(1, "by_name", "abcd").starts_with(rows::filed(1, "by_name", "abc")));
    CHECK_FALSE(rows::filed(1, "by_names", "").starts_with(rows::filed(1, "by_name", "")));
    const std::string row = rows::filed_by(1, "open", "x", the_case);
    const std::string prefix = rows::filed(1, "open", "x");
    REQUIRE(row.starts_with(prefix));
    CHECK(rows::stream_of(std::string_view(row).substr(prefix.size())) == the_case);
}
