// The story of the seed, told to a tenant in memory: whatever the seed, the house never says no.
#include "domain/cases/case.hpp"
#include "domain/users/decide.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tenant.hpp"
#include "tools/seed/cast.hpp"
#include "tools/seed/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstdio>
#include <map>

using namespace dossier;
using namespace dossier::tools::seed;
using dossier::test::kim;
using dossier::test::Tenant;

namespace {

const Timestamp friday = *timestamp_of("2026-11-20T15:20:00Z");
const Timestamp night_to_monday = *timestamp_of("2027-03-01T00:20:00Z");

Roles roles_of(const Tenant& tenant, const UserId& user) {
    if (user == kim) return {Role::admin};  // who was there before the story
    const auto* state = tenant.find<users::User>(stream(user));
    return state == nullptr ? Roles{} : users::roles(*state);
}

/// Tells the story up to an instant; names what was refused.
void tell(Tenant& tenant, const Story& story, Timestamp until) {
    for (const tools::seed::Step& step : story.steps) {
        if (step.at > until) break;
        tenant.advance_to(step.at);
        tenant.as(step.actor).as(roles_of(tenant, step.actor));
        const auto answer = tenant.submit(step.command);
        if (answer.why) {
            INFO(step.command.payload.data);
            FAIL_CHECK(to_text(step.at)
                       << " " << step.command.payload.type << " " << answer.why->rule);
            for (const Error& error : answer.why->errors) FAIL_CHECK(error.path << error.message);
        }
        tenant.react();
    }
    tenant.advance_to(until);
}

std::map<StreamId, const cases::Case*> cases_of(const Tenant& tenant) {
    std::map<StreamId, const cases::Case*> found;
    for (const Entry& entry : tenant.journal())
        for (const Event& event : entry.events)
            if (aggregate_of(event.stream) == "case")
                found[event.stream] = &tenant.get<cases::Case>(event.stream);
    return found;
}

std::map<cases::Status, int> board(const Tenant& tenant) {
    std::map<cases::Status, int> columns;
    for (const auto& [id, one] : cases_of(tenant)) ++columns[one->status];
    return columns;
}

std::map<std::string, int> commands(const Story& story) {
    std::map<std::string, int> count;
    for (const tools::seed::Step& step : story.steps) ++count[step.command.payload.type];
    return count;
}

}  // namespace

TEST_CASE("six weeks of the seed's company pass without a refusal") {
    const Story told = story(friday, 1, kim);
    Tenant then, now;
    tell(then, told, friday + Duration{-5 * 24 * 3600});
    tell(now, told, friday);
    CHECK(now.parked().empty());

    const auto columns = board(now);
    for (const auto status :
         {cases::Status::open, cases::Status::pending_customer, cases::Status::pending_internal,
          cases::Status::resolved, cases::Status::closed, cases::Status::rejected}) {
        INFO(cases::names(status)[static_cast<std::size_t>(status)]);
        CHECK(columns.contains(status));
    }
    CHECK(board(then) != columns);

    std::map<std::string, int> events;
    for (const Entry& entry : now.journal())
        for (const Event& event : entry.events) ++events[event.type];
    for (const char* expected : {"CaseReopened", "CaseResumed", "CaseDeadlinePassed", "CaseHeld",
                                 "CaseUpdateEdited", "CasePriorityChanged", "CaseDeadlineSet"}) {
        INFO(expected);
        CHECK(events[expected] > 0);
    }
    const auto& shown = now.get<cases::Case>(told.the_case);
    CHECK(shown.status == cases::Status::open);
    CHECK(shown.priority == cases::Priority::high);
    CHECK(shown.reopen_count == 2);
    CHECK(shown.client == told.client);
    for (const auto& [id, one] : cases_of(now))
        if (one->status == shown.status && one->priority == shown.priority)
            CHECK(one->number >= shown.number);  // the first that a visitor finds
}

TEST_CASE("the seed's company is as large as it says") {
    const Story told = story(friday, 1, kim);
    auto count = commands(told);
    CHECK(count["InviteUser"] == 7);
    CHECK(count["RegisterCompany"] == 12);
    CHECK(count["RegisterContact"] >= 36);
    CHECK(count["OpenCase"] >= 44);
    CHECK(count["LogCommunication"] >= 130);
}

TEST_CASE("the story ends minutes ago, at whatever hour, and begins six weeks before") {
    for (const Timestamp now : {friday, night_to_monday}) {
        const Story told = story(now, 7, kim);
        CHECK(told.steps.back().at <= now);
        CHECK(told.steps.back().at > now + Duration{-20 * 60});
        CHECK(told.steps.front().at < now + Duration{-39 * 24 * 3600});
        for (std::size_t i = 1; i < told.steps.size(); ++i)
            REQUIRE(told.steps[i - 1].at <= told.steps[i].at);
    }
}

TEST_CASE("the same seed tells the same story, another one another") {
    const auto text = [](const Story& told) {
        std::string out;
        for (const tools::seed::Step& step : told.steps)
            out += step.command.id + step.command.stream.text + step.command.payload.data;
        return out;
    };
    CHECK(text(story(friday, 3, kim)) == text(story(friday, 3, kim)));
    CHECK(text(story(friday, 3, kim)) != text(story(friday, 4, kim)));
}

TEST_CASE("other seeds and a night to Monday pass without a refusal, too") {
    Tenant tenant;
    tell(tenant, story(night_to_monday, 42, kim), night_to_monday);
    CHECK(tenant.parked().empty());
}

namespace {

struct Ran {
    std::string said;
    int code = 0;
};

Ran run(const std::string& arguments) {
    Ran ran;
    FILE* out = popen((DOSSIER_PROGRAM " " + arguments + " 2>&1").c_str(), "r");
    std::array<char, 4096> part{};
    while (fgets(part.data(), part.size(), out) != nullptr) ran.said += part.data();
    ran.code = WEXITSTATUS(pclose(out));
    return ran;
}

}  // namespace

TEST_CASE("an empty directory is filled, with a token beside it, and a full one left alone") {
    const dossier::test::TempDir folder;
    const std::string data = " --data " + (folder / "data").string();
    const Ran first = run("seed --json" + data);
    INFO(first.said);
    CHECK(first.code == 0);
    CHECK(first.said.find("\"tenant\":\"tidewater\"") != std::string::npos);
    CHECK(std::filesystem::exists(folder / "data/token"));
    const Ran second = run("seed" + data);
    CHECK(second.code == 2);
    CHECK(second.said.find("is not empty") != std::string::npos);
}
