// What happens while a batch is on its way to the disk, and when it does not get there.
#include "domain/companies/company.hpp"
#include "eventstore/refusals.hpp"
#include "tests/support/gated_journal.hpp"
#include "tests/support/office.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

companies::RegisterCompany company(const std::string& name) { return {{.name = name}}; }

/// An office whose disk the test holds up; nothing is waiting at its gate.
struct Held {
    explicit Held(WriterLimits limits = {}) : Held(std::make_unique<GatedJournal>(), limits) {}
    ~Held() { disk.open(); }

    GatedJournal& disk;
    Office office;

private:
    Held(std::unique_ptr<GatedJournal> journal, WriterLimits limits)
        : disk(*journal), office(std::move(journal), limits) {}
};

bool answered(const std::future<Answer>& answer) {
    return answer.wait_for(0ms) == std::future_status::ready;
}

/// Until the writer has taken everything that was sent.
void await_decided(Office& office) {
    while (office.writer->counts().queued > 0) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(20ms);
}

}  // namespace

TEST_CASE("an answer comes when its entry is durable, and not before") {
    Held held;
    held.disk.shut();
    std::future<Answer> answer = held.office.send(held.office.request(company("ABC")));
    held.disk.await_append();
    CHECK_FALSE(answered(answer));
    held.disk.open();
    CHECK(answer.get().seq == 2);
}

TEST_CASE("while one batch is synced the next is decided, and goes as one") {
    Held held;
    held.disk.shut();
    std::vector<std::future<Answer>> answers;
    answers.push_back(held.office.send(held.office.request(company("first"))));
    held.disk.await_append();
    for (int i = 0; i < 40; ++i)
        answers.push_back(held.office.send(held.office.request(company("one"))));
    await_decided(held.office);
    held.disk.open();
    std::int64_t seq = 1;
    for (std::future<Answer>& answer : answers) CHECK(answer.get().seq == ++seq);
    CHECK(held.disk.batches() ==
          std::vector<std::size_t>{1, 1, 40});  // the first founded the tenant
}

TEST_CASE("a command sent twice while its batch is on the way is one entry and two answers") {
    Held held;
    const Request request = held.office.request(company("ABC"));
    Request other = request;
    other.command.payload = payload(company("DEF"));
    held.disk.shut();
    std::future<Answer> first = held.office.send(request);
    held.disk.await_append();
    std::future<Answer> again = held.office.send(request), reused = held.office.send(other);
    await_decided(held.office);
    CHECK_FALSE(answered(again));
    CHECK_FALSE(answered(reused));
    held.disk.open();
    const Answer one = first.get(), two = again.get();
    CHECK(one.seq == two.seq);
    CHECK(one.events.at(0).data.text == two.events.at(0).data.text);
    CHECK(reused.get().why->rule == house::id_reused.name);
    CHECK(held.office.entries().size() == 2);
}

TEST_CASE("a refusal waits for the entries it may be a consequence of") {
    Held held;
    held.disk.shut();
    const Request begin = held.office.request(company("ABC"));
    Request same_record = held.office.request(company("ABC"), {"company/" + begin.command.id});
    std::future<Answer> first = held.office.send(begin);
    held.disk.await_append();
    std::future<Answer> refused = held.office.send(same_record);
    await_decided(held.office);
    CHECK_FALSE(answered(refused));
    held.disk.open();
    CHECK(refused.get().why->rule == house::exists.name);
}

TEST_CASE("a write that failed stops the house, and nothing is answered") {
    Held held;
    held.disk.shut();
    std::atomic<int> answers = 0;
    const auto send = [&](const std::string& name) {
        held.office.writer->submit(held.office.request(company(name)),
                                   [&](const Answer&) { ++answers; });
    };
    send("lost");
    held.disk.await_append();
    send("behind it");
    held.disk.break_down();
    held.disk.open();
    while (held.office.stopped().empty()) std::this_thread::sleep_for(1ms);
    CHECK(held.office.stopped() == "the disk is gone");
    send("after it");
    std::this_thread::sleep_for(50ms);
    CHECK(answers == 0);
    CHECK(held.office.entries().size() == 1);
}

TEST_CASE("every batch says how far the queue that commands come from is decided") {
    Held held;
    held.disk.first_queued = 7;
    held.office.reopen();
    CHECK(held.office.writer->first_queued() == 7);
    const auto queued = [&](const std::string& name, std::uint64_t number) {
        Request request = held.office.request(company(name));
        request.queued = number;
        return request;
    };
    held.disk.shut();
    const Request first = queued("first", 7);
    std::vector<std::future<Answer>> answers;
    answers.push_back(held.office.send(first));
    held.disk.await_append();
    answers.push_back(held.office.send(queued("", 8)));
    answers.push_back(held.office.send(queued("second", 9)));
    await_decided(held.office);
    answers.push_back(held.office.send(held.office.request(company("of no queue"))));
    await_decided(held.office);
    answers.push_back(held.office.send(queued("", 12)));
    await_decided(held.office);
    held.disk.open();
    CHECK(answers[1].get().why);
    CHECK(answers[4].get().why);
    const std::vector<Decided> decided = held.disk.decided();
    REQUIRE(decided.size() == 3);  // the first founded the tenant
    CHECK(decided[1].after_each == std::vector<std::uint64_t>{8});
    CHECK(decided[2].after_each == std::vector<std::uint64_t>{10, 10});
    CHECK(decided[2].after_all == 13);
}

TEST_CASE("a refusal of what came from a queue is said when the journal knows of it") {
    Held held;
    Request bad = held.office.request(company(""));
    bad.queued = 3;
    held.disk.shut();
    std::future<Answer> refused = held.office.send(bad);
    held.disk.await_append();
    CHECK_FALSE(answered(refused));
    held.disk.open();
    CHECK(refused.get().why);
    CHECK(held.disk.decided().back().after_all == 4);
    CHECK(held.disk.batches().back() == 0);
}

TEST_CASE("a writer whose partition was taken says so, and answers nothing") {
    Held held;
    held.disk.take_away();
    std::atomic<int> answers = 0;
    held.office.writer->submit(held.office.request(company("lost")),
                               [&](const Answer&) { ++answers; });
    while (held.office.stopped().empty()) std::this_thread::sleep_for(1ms);
    CHECK(held.office.writer->term_ended());
    CHECK(held.office.stopped() == "another writes here now");
    CHECK(answers == 0);
}

TEST_CASE("a full queue says so at once") {
    Held held({.queue_max = 3, .batch_max = 1});
    held.disk.shut();
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 50; ++i)
        answers.push_back(held.office.send(held.office.request(company("ABC"))));
    held.disk.await_append();
    int refused_at_once = 0;
    for (std::future<Answer>& answer : answers) {
        if (!answered(answer)) continue;
        CHECK(answer.get().why->rule == refused::busy.name);
        ++refused_at_once;
    }
    CHECK(refused_at_once >= 50 - 7);  // one appended, three in hand, three in the queue
    held.disk.open();
}

TEST_CASE("a batch has a bound") {
    Held held({.batch_max = 10});
    held.disk.shut();
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 60; ++i)
        answers.push_back(held.office.send(held.office.request(company("ABC"))));
    held.disk.await_append();
    held.disk.open();
    for (std::future<Answer>& answer : answers) CHECK_FALSE(answer.get().why);
    for (const std::size_t batch : held.disk.batches()) CHECK(batch <= 10);
}

TEST_CASE("draining answers what is waiting, and then accepts no more") {
    Office office;
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 100; ++i) answers.push_back(office.send(office.request(company("ABC"))));
    office.writer->drain();
    for (std::future<Answer>& answer : answers) {
        REQUIRE(answered(answer));
        CHECK_FALSE(answer.get().why);
    }
    CHECK(office.ask(company("ABC")).why->rule == refused::closing.name);
}
