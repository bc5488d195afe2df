// Views are the fold of the journal and nothing else.
#include "domain/cases/case.hpp"
#include "projections/sequences.hpp"
#include "tests/projections/past.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/john.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using namespace dossier::test;

namespace {

/// John registered, two cases of his, one of them assigned, held and resolved.
void live(Past& past) {
    contacts::RegisterContact somebody = register_john;
    somebody.card.emails.clear();  // an address is one person's
    const StreamId who = past.ask(somebody).stream;
    for (const bool solved : {true, false}) {
        const StreamId it = past.ask(cases::OpenCase{.client = who, .title = {"No sound"}}).stream;
        past.ask(cases::AssignCase{kim}, it);
        if (!solved) continue;
        past.ask(cases::HoldCase{.waiting_for = cases::Waiting::customer, .reason = "asked"}, it);
        past.ask(cases::ResolveCase{"fixed", {"Plugged it in."}}, it);
    }
}

}  // namespace

TEST_CASE(
    "a view rebuilt with one or two threads, or another batch, has the hash of the live one") {
    Past past;
    for (int i = 0; i < 8; ++i) {
        live(past);
        past.views();  // so that the live batches are small ones
    }
    Views& views = past.views();
    for (const int threads : {1, 2})
        for (const Rebuilt& rebuilt : views.rebuild({}, threads)) {
            INFO(rebuilt.view);
            CHECK(rebuilt.compared);
            CHECK(rebuilt.before == rebuilt.after);
            if (rebuilt.view == "cases") CHECK(rebuilt.after.rows > 100);
        }
    for (const std::string& name : views.names()) {
        INFO(name);
        const ViewStore::Sum before = views.hash(name).sum;
        CHECK(views.compare(name, past.scratch("scratch-" + name)).equal());
        CHECK(views.switch_back(name));
        CHECK(views.hash(name).sum == before);
    }
}

TEST_CASE("a view goes on where it was, after it was closed and opened again") {
    Past past;
    live(past);
    past.views();
    past.close();
    live(past);
    Views& views = past.views();
    CHECK(views.glance().last("acme") == past.last());
    for (const Rebuilt& rebuilt : views.rebuild({}, 1)) CHECK(rebuilt.before == rebuilt.after);
}

TEST_CASE("a reader beside the owner sees the same views, and that they are the fold") {
    Past past;
    live(past);
    Views& owner = past.views();
    const Views reader(rocks::Disk{past.office.dir.path() / "views"}, 0, past.office.journal(),
                       *past.office.keys, rocks::Mode::reader);
    CHECK(reader.glance().last("acme") == past.last());
    for (const std::string& name : owner.names()) {
        INFO(name);
        CHECK(reader.hash(name).sum == owner.hash(name).sum);
        CHECK(reader.compare(name, past.scratch("of-" + name)).equal());
    }
}

TEST_CASE("an instant leads to the last sequence that was recorded by then") {
    Past past;
    live(past);
    const Glance here = past.views().glance();
    const Sight sight = here.sight("sequences");
    const Sequence last = here.last("acme");
    REQUIRE(last == past.last());
    const std::vector<Entry> entries = past.office.entries();
    CHECK(Sequences::at(sight, "acme", {entries.front().at.us - 1}, last) == 0);
    for (const Entry& entry : entries) {
        CHECK(Sequences::at(sight, "acme", entry.at, last) == entry.seq);
        CHECK(Sequences::at(sight, "acme", {entry.at.us - 1}, last) == entry.seq - 1);
        CHECK(Sequences::find(sight, "acme", entry.seq)->at == entry.at);
    }
    CHECK(here.last("nobody") == 0);
}

TEST_CASE("what cannot be folded parks its stream in its view, and stops nobody else") {
    Past past;
    live(past);
    const StreamId broken{"case/" + uuid(0xbad)}, whole{"contact/" + uuid(0xc0)};
    Entry entry = simple_entry("acme", past.last() + 1);
    entry.at = past.office.clock.now() + std::chrono::hours(1);
    entry.events = {{"CaseOpened", 99, broken, 1, {"{}"}},
                    {"ContactArchived", 1, whole, 1, {"{}"}}};
    const std::vector<std::string> bytes{to_bytes(entry)};
    past.office.journal().append(0, bytes);

    Views& views = past.views();
    const ViewsHealth health = views.health();
    CHECK(health.position == health.journal_end);
    REQUIRE_FALSE(health.parked.empty());
    for (const Parked& one : health.parked) {
        CHECK(one.stream == broken.text);
        CHECK(one.seq == entry.seq);
        CHECK(one.error.starts_with("CaseOpened: "));
    }
    const Glance here = views.glance();
    CHECK(here.sight("contacts").get(record_key("acme", uuid(0xc0))));
    CHECK_FALSE(here.sight("cases").get(record_key("acme", uuid(0xbad))));
    for (const Rebuilt& again : views.rebuild({}, 2)) CHECK(again.before == again.after);
}

TEST_CASE(
    "what was parked is tried again when the views start, in order, and reported until then") {
    Past past;
    live(past);
    const StreamId broken{"case/" + uuid(0xbad)};
    const auto entry_of = [&](Sequence seq, const std::string& type, const std::string& data) {
        Entry entry = simple_entry("acme", seq);
        entry.at = past.office.clock.now() + std::chrono::hours(seq);
        entry.events = {{type, 1, broken, seq - past.last(), {data}}};
        return to_bytes(entry);
    };
    const std::vector<std::string> good{
        entry_of(past.last() + 1, "CaseOpened",
                 R"({"client":"contact/)" + uuid(0xc0) + R"(","title":"","number":7})"),
        entry_of(past.last() + 2, "CasePriorityChanged", R"({"priority":"urgent"})")};
    // What a later build could read is, to this one, of a type it does not know.
    MemoryJournal unknown, known;
    for (MemoryJournal* journal : {&unknown, &known})
        for (const Recorded& record : past.office.journal().read(0, 0))
            journal->append(0, std::span(&record.bytes, 1));
    std::string odd = good[0];
    odd.replace(odd.find("CaseOpened"), 10, "CaseFormed");
    unknown.append(0, std::vector{odd, good[1]});
    known.append(0, good);

    const auto parked_with = [&](Journal& journal) {
        Views views(rocks::Disk{past.office.dir.path() / "views"}, 0, journal, *past.office.keys);
        views.start();
        std::vector<Parked> parked;
        for (int i = 0; i < 1000; ++i) {  // it is built beside what is in use
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            const ViewsHealth health = views.health();
            parked = health.parked;
            if (health.position == health.journal_end && parked.empty()) break;
            if (&journal == &unknown && i > 100 && !parked.empty()) break;
        }
        const auto row = views.glance().sight("cases").get(record_key("acme", uuid(0xbad)));
        CHECK(row.has_value() == parked.empty());
        if (row)
            CHECK(as<cases::Case>(
                      record_from(type_of<cases::Case>(), row->value, views.decoders()).state.get())
                      .priority == cases::Priority::urgent);
        return parked.size();
    };
    CHECK(parked_with(unknown) > 0);
    CHECK(parked_with(unknown) > 0);  // still, and still said
    CHECK(parked_with(known) == 0);
    CHECK(parked_with(known) == 0);
}

TEST_CASE("who waits for a sequence is called once it is folded, or when the time is over") {
    Past past;
    Views& views = past.views();
    views.start();
    std::mutex mutex;
    std::condition_variable told;
    std::map<std::string, bool> said;
    const auto wait_for = [&](const std::string& what, Sequence seq, std::chrono::milliseconds ms) {
        views.when_folded("acme", seq, ms, [&, what](bool folded) {
            const std::scoped_lock lock(mutex);
            said[what] = folded;
            told.notify_all();
        });
    };
    const Sequence last = past.last() + 7;
    wait_for("there", last, std::chrono::seconds(30));
    wait_for("never", last + 1, std::chrono::milliseconds(50));
    live(past);
    {
        std::unique_lock lock(mutex);
        REQUIRE(told.wait_for(lock, std::chrono::seconds(30), [&] { return said.size() == 2; }));
        CHECK(said.at("there"));
        CHECK_FALSE(said.at("never"));
    }
    wait_for("stopped", last + 1, std::chrono::seconds(30));
    views.stop();
    const std::scoped_lock lock(mutex);
    CHECK_FALSE(said.at("stopped"));
}
