// Random lives of a tenant, told to the writer and to the model in memory: they decide the same,
// whatever the writer forgets on the way and has to fold again.
#include "tests/support/office.hpp"
#include "tests/support/tenant.hpp"

#include <catch2/catch_test_macros.hpp>

#include <random>

using namespace dossier;
using namespace dossier::test;

namespace {

class OpenedByKeys final : public Sealer {
public:
    explicit OpenedByKeys(Keys& keys) : keys_(keys) {}
    Box seal(const StreamId&, std::string_view) override { throw std::logic_error("only opens"); }
    std::optional<std::string> open(const Box& box) const override {
        return keys_.open("acme", box);
    }

private:
    Keys& keys_;
};

std::vector<std::string> said(const dossier::Answer& answer, Keys& keys) {
    std::vector<std::string> all;
    for (const Event& event : answer.events) {
        Object object = aggregate_named(aggregate_of(event.stream))->read(event);
        unseal(object.type(), object.get(), OpenedByKeys(keys));
        all.push_back(show(object.type(), object.get()));
    }
    return all;
}

/// What somebody might ask next; about what is there, mostly.
class Caprice {
public:
    explicit Caprice(std::uint64_t seed) : random_(seed) {}

    Command next() {
        if (!asked_.empty() && one_in(15)) return again();
        Command command{uuid(++count_ + 1000), {}, wish()};
        if (const Aggregate* aggregate = aggregate_answering(command.payload.type))
            if (!aggregate->command(command.payload.type)->begins)
                command.stream = any(aggregate->name);
        asked_.push_back(command);
        return command;
    }
    void happened(const std::vector<Event>& events) {
        for (const Event& event : events)
            if (event.version == 1)
                known_[std::string(aggregate_of(event.stream))].push_back(event.stream);
    }
    bool one_in(unsigned n) { return random_() % n == 0; }

private:
    Command again() {
        Command command = asked_[random_() % asked_.size()];
        if (one_in(4)) command.payload = wish();
        return command;
    }
    StreamId any(std::string_view kind) {
        const std::vector<StreamId>& some = known_[std::string(kind)];
        if (some.empty() || one_in(30)) return {std::string(kind) + "/" + uuid(0xfff)};
        return some[random_() % some.size()];
    }
    std::string client() { return any(one_in(2) ? "contact" : "company").text; }
    std::string name() { return "Name " + std::to_string(random_() % 6); }
    std::string email() { return "who" + std::to_string(random_() % 8) + "@example.com"; }
    std::string word(std::initializer_list<const char*> words) {
        return words.begin()[random_() % words.size()];
    }

    Payload wish() {
        const auto text = [](const std::string& value) { return '"' + value + '"'; };
        const std::string when = R"("occurred_at":"2024-03-26T09:00:00Z")";
        switch (random_() % 18) {
            case 0: return {"RegisterCompany", R"({"name":)" + text(name()) + "}"};
            case 1:
                return {"RegisterContact", R"({"display_name":)" + text(name()) +
                                               R"(,"emails":[{"address":)" + text(email()) + "}]}"};
            case 2:
                return {"RegisterClient", R"({"display_name":)" + text(name()) +
                                              R"(,"company_name":)" + text(name()) +
                                              R"(,"emails":[{"address":)" + text(email()) + "}]}"};
            case 3:
            case 4:
                return {"OpenCase", R"({"client":)" + text(client()) + R"(,"title":)" +
                                        text(name()) + R"(,"deadline":"2024-05-)" +
                                        word({"01", "11", "21"}) + R"(T00:00:00Z"})"};
            case 5:
            case 6:
                return {"RecordClientUpdate", R"({"client":)" + text(client()) + "," + when +
                                                  R"(,"title":)" + text(name()) +
                                                  R"(,"body":"b"})"};
            case 7:
                return {"AssignCase",
                        R"({"assignee":)" + text(one_in(2) ? kim.text : lee.text) + "}"};
            case 8:
                return {"HoldCase",
                        R"({"waiting_for":)" + text(word({"customer", "internal"})) + "}"};
            case 9: return {"ResumeCase", "{}"};
            case 10: return {"ResolveCase", R"({"code":"done"})"};
            case 11: return {"CloseCase", one_in(2) ? "{}" : R"({"reason":"enough"})"};
            case 12: return {"ReopenCase", R"({"reason":"again"})"};
            case 13:
                return {"RecordCaseUpdate",
                        "{" + when + R"(,"body":"b","status_after":)" +
                            text(word({"open", "resolved", "closed", "pending_customer"})) + "}"};
            case 14: return {word({"ArchiveContact", "ArchiveCompany"}), "{}"};
            case 15: return {word({"RestoreContact", "RestoreCompany"}), "{}"};
            case 16:
                return {"UpdateContact", R"({"patch":{"emails":[{"address":)" + text(email()) +
                                             R"(}],"job_title":)" + text(name()) + "}}"};
            default:
                return {"TagContact", R"({"tags":[)" + text(name()) + "," + text(name()) + "]}"};
        }
    }

    std::mt19937_64 random_;
    std::map<std::string, std::vector<StreamId>> known_;
    std::vector<Command> asked_;
    unsigned count_ = 0;
};

/// Both at the same instant, and whatever fell due is done.
void pass(std::chrono::microseconds time, Timestamp& now, Tenant& model, Office& office) {
    now = now + time;
    model.advance_to(now);
    office.clock.set(now);
    office.ask(
        Request{.tenant = "acme", .command = {uuid(1), {}, {"Nothing", "{}"}}, .actor = kim});
    now = now + std::chrono::seconds(1);
    model.advance_to(now);
    office.clock.set(now);
}

void forget_something(Caprice& caprice, Office& office, const std::filesystem::path& older) {
    if (caprice.one_in(40)) office.reopen();
    if (caprice.one_in(80)) office.reopen_without_state();
    if (caprice.one_in(60)) {  // a state from before, and the journal's tail is folded again
        office.close();
        if (std::filesystem::exists(older)) {
            std::filesystem::remove_all(office.dir / "state");
            std::filesystem::rename(older, office.dir / "state");
        } else {
            std::filesystem::copy(office.dir / "state", older,
                                  std::filesystem::copy_options::recursive);
        }
        office.open();
    }
}

}  // namespace

TEST_CASE("whatever happens, the writer decides as the model does, and folds back to the same") {
    const std::uint64_t first = std::random_device{}();
    for (std::uint64_t seed = first; seed < first + 5; ++seed) {
        INFO("seed " << seed);
        Caprice caprice(seed);
        Office office({.lives_max = 20});
        Tenant model;
        Timestamp now = noon;
        int accepted = 0;
        for (int step = 0; step < 300; ++step) {
            pass(std::chrono::hours(caprice.one_in(20) ? 24 * 9 : 0), now, model, office);
            const Command command = caprice.next();
            const dossier::Answer answer =
                office.ask(Request{.tenant = "acme", .command = command, .actor = kim});
            const test::Answer expected = model.submit(command);
            INFO(step << ' ' << command.payload.type << ' ' << command.stream.text << ' '
                      << command.payload.data);
            REQUIRE((answer.why ? answer.why->rule : "") ==
                    (expected.why ? expected.why->rule : ""));
            REQUIRE(said(answer, *office.keys) == expected.said);
            accepted += answer.why ? 0 : 1;
            caprice.happened(answer.events);
            forget_something(caprice, office, office.dir / "older");
        }
        CHECK(accepted > 100);
        CHECK(office.entries().size() ==
              model.journal().size() - 1);  // two invitations are one entry
    }
}
