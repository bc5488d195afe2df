#pragma once
// A writer at work in a directory of its own: journal, keys and clock are real, and the test's.
#include "base/random.hpp"
#include "eventstore/memory_journal.hpp"
#include "eventstore/writer.hpp"
#include "tests/support/given.hpp"
#include "tests/support/temp_dir.hpp"

#include <atomic>
#include <future>

namespace dossier::test {

/// The first of a tenant: kim may do everything, lee is in support.
std::string founding_entry(const std::string& tenant, Timestamp at);

class Office {
public:
    explicit Office(WriterLimits of_writer = {})
        : Office(std::make_unique<MemoryJournal>(), of_writer) {}
    explicit Office(std::unique_ptr<Journal> journal, WriterLimits of_writer = {})
        : limits(of_writer), journal_(std::move(journal)) {
        const std::string first = founding_entry("acme", clock.now());
        journal_->append(0, std::span(&first, 1));
        open();
    }
    ~Office() { writer.reset(); }

    void open() {
        state = std::make_unique<State>(rocks::Disk{dir.path() / "state"});
        writer = std::make_unique<Writer>(
            0, *journal_, *keys, *state, clock, [this](const std::string& why) { stop(why); },
            limits);
    }
    void close() {
        writer.reset();
        state.reset();
    }
    void reopen() {
        close();
        open();
    }
    /// As a start with nothing but the journal and the keys.
    void reopen_without_state() {
        close();
        std::filesystem::remove_all(dir.path() / "state");
        open();
    }

    template <Described C>
    Request request(const C& command, const StreamId& stream = {}) {
        return {.tenant = "acme",
                .command = {uuid(++asked_), stream, payload(command)},
                .actor = kim,
                .via = "http"};
    }
    std::future<Answer> send(Request request) {
        auto answered = std::make_shared<std::promise<Answer>>();
        std::future<Answer> answer = answered->get_future();
        writer->submit(std::move(request),
                       [answered](Answer said) { answered->set_value(std::move(said)); });
        return answer;
    }
    Answer ask(Request request) {
        std::future<Answer> answer = send(std::move(request));
        if (answer.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
            throw std::runtime_error("no answer");
        return answer.get();
    }
    template <Described C>
    Answer ask(const C& command, const StreamId& stream = {}) {
        return ask(request(command, stream));
    }

    std::vector<Entry> entries() const {
        std::vector<Entry> all;
        for (Position at = 0; at < journal_->end(0);)
            for (const Recorded& record : journal_->read(0, at)) {
                all.push_back(entry_from(record.bytes));
                at = record.position + 1;
            }
        return all;
    }
    std::string stopped() {
        const std::lock_guard lock(mutex_);
        return stopped_;
    }
    Journal& journal() { return *journal_; }

    TempDir dir;
    SystemRandom random;
    VirtualClock clock{noon};
    std::unique_ptr<Keys> keys = memory_keys(random);
    std::unique_ptr<State> state;
    std::unique_ptr<Writer> writer;
    WriterLimits limits;  // of the next writer

private:
    void stop(const std::string& why) {
        const std::lock_guard lock(mutex_);
        stopped_ = why;
    }

    std::unique_ptr<Journal> journal_;
    std::mutex mutex_;
    std::string stopped_;
    unsigned asked_ = 0;
};

}  // namespace dossier::test
