// What the writer keeps between two starts: a cache of the fold, as long as it can be trusted.
#include "eventstore/state.hpp"

#include "domain/cases/case.hpp"
#include "domain/companies/company.hpp"
#include "domain/contacts/contact.hpp"
#include "domain/tenants/tenant.hpp"
#include "eventstore/state_rows.hpp"
#include "tests/support/gated_journal.hpp"
#include "tests/support/john.hpp"
#include "tests/support/office.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

std::string rule_of(const Answer& answer) {
    return answer.why ? std::string(answer.why->rule) : "accepted";
}

companies::RegisterCompany company(const std::string& name) { return {{.name = name}}; }

/// The number of the key that the entry gave this subject.
std::optional<std::int64_t> key_in(const Entry& entry, const StreamId& subject) {
    for (const auto& [number, who] : entry.keys)
        if (who == subject.text) return std::stoll(number);
    return {};
}

}  // namespace

TEST_CASE("a start reads what the state has not seen of the journal, and no more") {
    auto owned = std::make_unique<GatedJournal>();
    const GatedJournal& journal = *owned;
    Office office(std::move(owned));
    for (int i = 0; i < 50; ++i) office.ask(company("ABC"));
    const std::size_t before = journal.records_read();
    office.reopen();
    CHECK(journal.records_read() == before);
    office.reopen_without_state();
    CHECK(journal.records_read() == before + 51);
    CHECK(office.ask(company("ABC")).seq == 52);
}

TEST_CASE("a state folded by another version of an aggregate is folded anew") {
    Office office;
    const Request request = office.request(company("ABC"));
    const Answer first = office.ask(request);
    office.close();
    {
        State state(rocks::Disk{office.dir / "state"});
        REQUIRE(state.position() == 2);
        const RowChange other{rows::about("fold/company"), rows::value(std::uint64_t{4711})};
        state.write(std::span(&other, 1), state.position());
    }
    CHECK(State(rocks::Disk{office.dir / "state"}).position() == 0);
    office.open();
    CHECK(office.ask(request).seq == first.seq);
}

TEST_CASE("a state that is ahead of its journal belongs to another, and is folded anew") {
    Office office;
    office.ask(company("ABC"));
    office.close();
    {
        State state(rocks::Disk{office.dir / "state"});
        state.write({}, 4711);
    }
    office.open();
    CHECK(office.ask(company("DEF")).seq == 3);
}

TEST_CASE("who is forgotten frees their address, and what is said of them later has another key") {
    Office office;
    const Answer john_doe = office.ask(register_john);
    REQUIRE(rule_of(office.ask(register_john)) == "house.duplicate");
    const auto key = key_in(office.entries().back(), john_doe.stream);
    REQUIRE(key);
    office.keys->destroy("acme", *key);
    REQUIRE(rule_of(office.ask(register_john)) == "accepted");

    const StreamId id = john_doe.stream;
    Request request = office.request(company("unused"), id);
    request.command.payload = {"UpdateContact", R"({"patch":{"display_name":"Somebody"}})"};
    REQUIRE(rule_of(office.ask(request)) == "accepted");
    const auto later = key_in(office.entries().back(), id);
    REQUIRE(later);
    CHECK(*later != *key);
    office.reopen_without_state();
    CHECK(rule_of(office.ask(register_john)) == "house.duplicate");
}

TEST_CASE("a setting that is changed moves the timers of what is there") {
    Office office;
    Request open = office.request(company("unused"));
    open.tenant = "firm";
    open.actor.reset();
    open.command.payload = {"OpenTenant", R"({"slug":"firm","name":"Firm","base_currency":"EUR",)"
                                          R"("admin_name":"A","admin_email":"a@example.com"})"};
    const Answer opened = office.ask(open);
    REQUIRE(rule_of(opened) == "accepted");
    const StreamId tenant = opened.stream;
    const UserId admin{opened.events.at(1).stream.text};
    const auto ask = [&](const std::string& type, const std::string& data,
                         const StreamId& id = {}) {
        Request request = office.request(company("unused"), id);
        request.tenant = "firm";
        request.actor = admin;
        request.command.payload = {type, data};
        const Answer answer = office.ask(request);
        INFO(type << ' ' << data);
        CHECK(rule_of(answer) == "accepted");
        return answer;
    };
    ask("AcceptInvitation", "{}", {admin.text});
    const StreamId client = ask("RegisterCompany", R"({"name":"Client"})").stream;
    const StreamId it =
        ask("OpenCase", R"({"client":")" + client.text + R"(","title":"Invoice"})").stream;
    ask("ResolveCase", R"({"code":"done"})", it);
    ask("ConfigureTenant", R"({"patch":{"case_close_days":2}})", tenant);
    office.clock.set(noon + std::chrono::days(3));
    const Answer last = ask("RegisterCompany", R"({"name":"Next"})");
    const std::vector<Entry> all = office.entries();
    CHECK(all.at(all.size() - 2).events.at(0).type == "CaseClosed");
    CHECK(last.seq == 8);
}
