// Where reactions go on after a crash, and which answers they take for one.
#include "consumers/react.hpp"
#include "consumers/local_house.hpp"
#include "consumers/provision.hpp"
#include "eventstore/memory_journal.hpp"
#include "eventstore/refusals.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <future>

using namespace dossier;
using namespace std::chrono_literals;

namespace {

/// A house where customers answer to cases that wait for them.
struct Desk {
    explicit Desk(const std::filesystem::path& folder, bool reacts)
        : house({folder}, clock, random, [](const std::string& why) { FAIL(why); },
                {.react = reacts}) {
        ada = provision(house, {.slug = "acme",
                                .name = "Acme",
                                .admin_name = "Ada",
                                .admin_email = "ada@acme.example"})
                  .admin;
        client = ask("RegisterCompany", R"({"name":"ABC"})").stream;
    }

    Answer ask(const std::string& type, const std::string& data, const StreamId& stream = {}) {
        std::promise<Answer> answer;
        house.submit({.tenant = "acme",
                      .command = {uuid7(clock.now(), random), stream, {type, data}},
                      .actor = ada},
                     [&](Answer said) { answer.set_value(std::move(said)); });
        Answer said = answer.get_future().get();
        INFO((said.why ? said.why->message : ""));
        REQUIRE_FALSE(said.why);
        return said;
    }

    void reply_to_a_case() {
        const std::string party = '"' + client.text + '"';
        const StreamId it = ask("OpenCase", R"({"client":)" + party + R"(,"title":"Fire"})").stream;
        ask("HoldCase", R"({"waiting_for":"customer"})", it);
        ask("LogCommunication",
            R"({"channel":"email","direction":"in","occurred_at":"2026-11-16T09:00:00Z",)"
            R"("body":"Still.","party":)" +
                party + R"(,"case":")" + it.text + "\"}");
    }

    /// How many entries say because of what they are.
    std::size_t caused() const {
        std::size_t n = 0;
        for (const Recorded& one : house.journal().read(0, 0, {1000, 1 << 20}))
            n += entry_from(one.bytes).cause.has_value() ? 1 : 0;
        return n;
    }

    VirtualClock clock{*timestamp_of("2026-11-16T09:00:00Z")};
    SystemRandom random;
    LocalHouse house;
    UserId ada;
    StreamId client;
};

/// Takes word of replies, and answers each with the next of these answers, then well.
class Taker {
public:
    explicit Taker(std::vector<Rejection> answers = {}) : answers_(std::move(answers)) {}

    void take(const Request& request, const Reply& reply) {
        Answer answer;
        if (request.command.payload.type == "NoteReply") {
            const std::lock_guard lock(mutex_);
            if (ids_.size() < answers_.size()) answer.why = answers_[ids_.size()];
            ids_.push_back(request.command.id);
        }
        reply(std::move(answer));
    }
    std::vector<std::string> ids() const {
        const std::lock_guard lock(mutex_);
        return ids_;
    }

private:
    mutable std::mutex mutex_;
    const std::vector<Rejection> answers_;
    std::vector<std::string> ids_;
};

/// Lets reactions see all of the journal, or stop before; and says what they passed over.
std::vector<Parked> react_to(const Journal& journal, Keys& keys, Taker& taker,
                             const std::filesystem::path& file, std::string* trouble = nullptr) {
    React react(
        0, journal, keys,
        [&](const Request& request, const Reply& reply) { taker.take(request, reply); }, file);
    const auto busy = [&] {
        const auto untried = [](const Parked& one) { return one.error == "not tried again yet"; };
        return react.trouble().empty() &&
               (react.position() < journal.end(0) || std::ranges::any_of(react.parked(), untried));
    };
    for (int i = 0; i < 1000 && busy(); ++i) std::this_thread::sleep_for(5ms);
    if (trouble != nullptr)
        *trouble = react.trouble();
    else
        CHECK((react.position() == journal.end(0) && react.trouble().empty()));
    return react.parked();
}

/// What is submitted by reactions that start without a position, until they have seen all.
std::vector<std::string> submitted(Desk& desk, Taker& taker, const std::filesystem::path& file) {
    CHECK(react_to(desk.house.journal(), desk.house.keys(), taker, file).empty());
    return taker.ids();
}

std::vector<std::string> entries_of(const Desk& desk) {
    std::vector<std::string> all;
    for (const Recorded& one : desk.house.journal().read(0, 0, {1000, 1 << 20}))
        all.push_back(one.bytes);
    return all;
}

}  // namespace

TEST_CASE("a reaction is sent until it is answered, under one id") {
    const test::TempDir dir;
    Desk desk(dir / "data", false);
    desk.reply_to_a_case();
    Taker taker({refused::busy, refused::unheard, refused::closing, house::archived});
    const std::vector<std::string> ids = submitted(desk, taker, dir / "position");
    REQUIRE(ids.size() == 4);
    CHECK(std::set(ids.begin(), ids.end()).size() == 1);
}

TEST_CASE("reactions that lost their position go on at the last cause, not at the beginning") {
    const test::TempDir dir;
    Desk desk(dir / "data", true);
    for (std::size_t i = 1; i <= 3; ++i) {
        desk.reply_to_a_case();
        for (int look = 0; look < 1000 && desk.caused() < i; ++look)
            std::this_thread::sleep_for(5ms);
        REQUIRE(desk.caused() == i);
    }
    Taker taker;
    CHECK(submitted(desk, taker, dir / "position").size() == 1);
}

TEST_CASE(
    "an entry that no reaction understands is passed over, told, and tried at the next start") {
    const test::TempDir dir;
    Desk desk(dir / "data", false);
    desk.reply_to_a_case();
    const std::vector<std::string> whole = entries_of(desk);
    MemoryJournal journal;
    std::vector<std::string> entries = whole;
    entries.back().replace(0, 6, R"({"v":9)");  // the reply, by a later program
    entries.push_back(whole.front());
    journal.append(0, entries);

    Taker taker;
    for (int start = 0; start < 2; ++start) {
        const auto parked = react_to(journal, desk.house.keys(), taker, dir / "position");
        REQUIRE(parked.size() == 1);
        CHECK(parked[0].view == "reactions");
        CHECK(parked[0].stream == "position " + std::to_string(whole.size() - 1));
        CHECK(parked[0].error.find("v is 9") != std::string::npos);
        CHECK(taker.ids().empty());
    }
    entries[whole.size() - 1] = whole.back();
    MemoryJournal mended;
    mended.append(0, entries);
    for (int start = 0; start < 2; ++start) {
        CHECK(react_to(mended, desk.house.keys(), taker, dir / "position").empty());
        CHECK(taker.ids().size() == 1);
    }
}

TEST_CASE("reactions that understand nothing at all stop, and say at which entry") {
    const test::TempDir dir;
    Desk desk(dir / "data", false);
    MemoryJournal journal;
    journal.append(0, std::vector<std::string>(110, "no entry"));
    Taker taker;
    std::string trouble;
    CHECK(react_to(journal, desk.house.keys(), taker, dir / "position", &trouble).size() == 100);
    CHECK(trouble.find("at 100:") != std::string::npos);
}
