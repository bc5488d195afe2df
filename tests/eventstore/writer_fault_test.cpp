// What cannot be decided is put aside, said, and keeps nobody else from being decided.
#include "domain/cases/case.hpp"
#include "eventstore/refusals.hpp"
#include "eventstore/state_rows.hpp"
#include "tests/support/john.hpp"
#include "tests/support/office.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// Real keys, with a bug: nothing that says "odd" is sealed while it lasts.
class OddKeys final : public Keys {
public:
    explicit OddKeys(std::unique_ptr<Keys> keys) : keys_(std::move(keys)) {}

    bool mended = false;

    Box seal(std::string_view tenant, std::int64_t key, std::string_view plain) override {
        if (!mended && plain == R"("odd")") throw std::logic_error("a bug");
        return keys_->seal(tenant, key, plain);
    }
    void ensure(std::string_view tenant, std::int64_t key) override { keys_->ensure(tenant, key); }
    bool has(std::string_view tenant, std::int64_t key) const override {
        return keys_->has(tenant, key);
    }
    std::optional<std::string> open(std::string_view tenant, const Box& box) const override {
        return keys_->open(tenant, box);
    }
    void destroy(std::string_view tenant, std::int64_t key) override {
        keys_->destroy(tenant, key);
    }
    Bytes32 blind(std::string_view tenant, std::string_view value) override {
        return keys_->blind(tenant, value);
    }
    std::string export_all(const Bytes32& passphrase_key) const override {
        return keys_->export_all(passphrase_key);
    }
    void import_all(std::string_view exported, const Bytes32& passphrase_key) override {
        keys_->import_all(exported, passphrase_key);
    }

private:
    std::unique_ptr<Keys> keys_;
};

Timestamp after(std::chrono::microseconds time) { return noon + time; }

template <class Holds>
void await(const Holds& holds) {
    for (int i = 0; i < 1000 && !holds(); ++i) std::this_thread::sleep_for(5ms);
    REQUIRE(holds());
}

}  // namespace

TEST_CASE("a fault while deciding is answered, put aside and said, and the writer goes on") {
    Office office;
    office.close();
    auto broken = std::make_unique<OddKeys>(std::move(office.keys));
    OddKeys& keys = *broken;
    office.keys = std::move(broken);
    office.open();
    const Request odd = office.request(contacts::RegisterContact{{.display_name = {"odd"}}});
    const Answer answer = office.ask(odd);
    REQUIRE(answer.why);
    CHECK(answer.why->rule == refused::fault.name);
    CHECK(answer.why->refusal == Refusal::fault);
    CHECK(office.entries().size() == 1);
    CHECK_FALSE(office.ask(register_john).why);
    const WriterCounts counts = office.writer->counts();
    CHECK(counts.faults == 1);
    CHECK(counts.refused.at("writer.fault") == 1);
    CHECK(counts.last_fault == "RegisterContact " + odd.command.id + ": a bug");
    CHECK(office.stopped().empty());

    office.writer.reset();  // so that the state has everything
    CHECK(office.state->get(rows::faulted(1, odd.command.id)) ==
          std::string("RegisterContact\0a bug", 21));
    office.reopen();
    keys.mended = true;  // a refusal is not remembered: it may be asked again
    CHECK_FALSE(office.ask(odd).why);
}

TEST_CASE("a timer that is refused is put aside, and tried again when its record moves on") {
    Office office({.timers_max = 0});
    const Answer client = office.ask(register_john);
    const StreamId id =
        office
            .ask(cases::OpenCase{
                .client = {client.stream.text}, .title = {"Invoice"}, .deadline = after(2h)})
            .stream;
    office.clock.set(after(10h));
    CHECK_FALSE(office.ask(cases::AssignCase{lee}, id).why);
    office.close();
    office.clock.set(after(3h));  // due, and far behind what is recorded: nothing may be written
    office.limits = {};
    office.open();
    await([&] { return office.writer->counts().timers_parked == 1; });

    office.clock.set(after(11h));
    CHECK(office.ask(register_john).why);  // somebody comes, and still nothing rings
    std::this_thread::sleep_for(200ms);
    CHECK(office.writer->counts().timers_fired == 0);
    const std::size_t entries = office.entries().size();

    CHECK_FALSE(office.ask(cases::AssignCase{kim}, id).why);
    await([&] { return office.entries().size() == entries + 2; });
    const Entry passed = office.entries().back();
    CHECK(passed.events.at(0).type == "CaseDeadlinePassed");
    CHECK(passed.effective_at == after(2h));
    CHECK(office.writer->counts().timers_fired == 1);
    CHECK(office.writer->counts().timers_parked == 1);
}
