// What the writer does with time: its own, the caller's, and what falls due.
#include "domain/cases/case.hpp"
#include "domain/contacts/contact.hpp"
#include "eventstore/refusals.hpp"
#include "tests/support/john.hpp"
#include "tests/support/office.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

Timestamp after(std::chrono::microseconds time) { return noon + time; }

/// A case of John's that has been resolved at noon.
StreamId resolved_case(Office& office) {
    const Answer client = office.ask(register_john);
    const Answer opened =
        office.ask(cases::OpenCase{.client = {client.stream.text}, .title = {"Invoice"}});
    CHECK_FALSE(office.ask(cases::ResolveCase{.code = "done"}, opened.stream).why);
    return opened.stream;
}

std::vector<Event> await_entries(Office& office, std::size_t count) {
    for (int i = 0; i < 400 && office.entries().size() < count; ++i)
        std::this_thread::sleep_for(5ms);
    const std::vector<Entry> all = office.entries();
    REQUIRE(all.size() == count);
    return all.back().events;
}

std::string rule_of(const Answer& answer) {
    return answer.why ? std::string(answer.why->rule) : "accepted";
}

}  // namespace

TEST_CASE("entries of a tenant are recorded at instants that rise, while the clock stands still") {
    Office office;
    office.ask(register_john);
    office.ask(register_john);  // refused: it takes no instant
    office.ask(cases::OpenCase{.client = {"contact/" + uuid(1)}, .title = {"Invoice"}});
    const std::vector<Entry> all = office.entries();
    REQUIRE(all.size() == 3);
    CHECK(all[1].at == after(1us));
    CHECK(all[2].at == after(2us));
    office.clock.set(after(-30min));
    CHECK(office.ask(cases::ResolveCase{.code = "done"}, all[2].events[0].stream).at == after(3us));
}

TEST_CASE("a clock far behind the last entry records nothing") {
    Office office;
    office.clock.set(after(-61min));
    CHECK(rule_of(office.ask(register_john)) == refused::clock.name);
    office.clock.set(noon);
    CHECK(rule_of(office.ask(register_john)) == "accepted");
}

TEST_CASE("when something took effect may be said by an import, and is never in the future") {
    Office office;
    Request request = office.request(register_john);
    request.effective_at = after(-24h);
    CHECK(rule_of(office.ask(request)) == refused::backdate.name);
    request.via = "import";
    request.effective_at = after(1h);
    CHECK(rule_of(office.ask(request)) == refused::future.name);
    request.effective_at = after(-24h);
    CHECK(rule_of(office.ask(request)) == "accepted");
    CHECK(office.entries().back().effective_at == after(-24h));
    CHECK(office.entries().back().at == after(1us));
}

TEST_CASE("what falls due is done by itself, at the instant it was due") {
    Office office;
    const StreamId id = resolved_case(office);
    office.reopen_without_state();
    const Timestamp due = after(std::chrono::days(14) + 3us);
    office.clock.set(after(std::chrono::days(20)));
    const std::vector<Event> events = await_entries(office, 5);
    REQUIRE(events.size() == 1);
    CHECK(events[0].type == "CaseClosed");
    CHECK(events[0].stream == id);
    const Entry entry = office.entries().back();
    CHECK(entry.effective_at == due);
    CHECK(entry.at == after(std::chrono::days(20)));
    CHECK_FALSE(entry.actor);
    CHECK(entry.command.id == "timer/" + id.text + "/auto_close/" + to_text(due));
}

TEST_CASE("what is due comes before the next command") {
    Office office;
    const StreamId id = resolved_case(office);
    office.clock.set(after(std::chrono::days(20)));
    CHECK(rule_of(office.ask(cases::AssignCase{lee}, id)) == "case.closed");
}

TEST_CASE("a timer whose record moved on is gone") {
    Office office;
    const StreamId id = resolved_case(office);
    office.clock.set(after(std::chrono::days(13)));
    CHECK(rule_of(office.ask(cases::ReopenCase{"Again."}, id)) == "accepted");
    office.clock.set(after(std::chrono::days(20)));
    CHECK(rule_of(office.ask(cases::AssignCase{lee}, id)) == "accepted");
    CHECK(office.entries().size() == 6);
    CHECK(office.writer->counts().timers_fired == 0);
}

TEST_CASE("a dry run answers what would happen, and nothing happens") {
    Office office;
    Request request = office.request(register_john);
    request.dry_run = true;
    const Answer would = office.ask(request);
    REQUIRE(rule_of(would) == "accepted");
    REQUIRE(would.events.size() == 1);
    CHECK(would.events[0].data.text.find("John Doe") != std::string::npos);
    CHECK(office.entries().size() == 1);
    request.dry_run = false;
    CHECK(office.ask(request).seq == 2);
}

TEST_CASE("a command may insist on the version it has seen") {
    Office office;
    const StreamId id = resolved_case(office);
    Request request = office.request(cases::ReopenCase{"Again."}, id);
    request.expected_version = 1;
    const Answer stale = office.ask(request);
    CHECK(rule_of(stale) == refused::version.name);
    CHECK(stale.why->details.at(0).json == "2");
    request.expected_version = 2;
    CHECK(office.ask(request).version == 3);
}

TEST_CASE("reactions to reactions come to an end") {
    Office office;
    std::optional<Cause> cause;
    std::vector<std::string> said;
    for (unsigned n = 0; n < 10; ++n) {
        Request request = office.request(register_john);
        request.command.payload.data = R"({"display_name":"Doe )" + std::to_string(n) + R"("})";
        request.cause = cause;
        const Answer answer = office.ask(request);
        said.push_back(rule_of(answer));
        if (!answer.why) cause = Cause{answer.seq, 0};
    }
    CHECK(std::count(said.begin(), said.end(), "accepted") == 9);  // the first has no cause
    CHECK(said.back() == refused::too_deep.name);
}
