// The first thread: takes what waits, decides it on the overlay, and hands it on whenever the
// appender is free. It never waits to fill a batch.
#include "eventstore/writer.hpp"

#include "eventstore/appender.hpp"
#include "eventstore/fold.hpp"
#include "eventstore/refusals.hpp"

#include <algorithm>
#include <atomic>

namespace dossier {
namespace {

constexpr std::size_t taken_max = 32;  // between two looks at the appender
constexpr std::chrono::milliseconds clock_look{50}, idle_look{1000};  // while nobody asks

/// Adds the time it lives.
struct Spent {
    std::chrono::steady_clock::duration& sum;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    ~Spent() { sum += std::chrono::steady_clock::now() - start; }
};

}  // namespace

class Writer::Impl {
public:
    Impl(int partition, Journal& journal, Keys& keys, State& state, const Clock& clock,
         std::function<void(const std::string&)> stop, const WriterLimits& limits, MarkKeeper* mark,
         std::uint64_t first_queued)
        : limits_(limits),
          upto_(first_queued),
          clock_(clock),
          stop_(std::move(stop)),
          queue_(limits.queue_max),
          known_(state, limits.lives_max),
          desk_(partition, known_, keys, journal, clock),
          appender_(
              partition, journal, state, mark, [this] { queue_.ring(); },
              [this](const std::string& why) { fail(why); }) {
        known_.look_for_timers();
        thread_ = std::thread([this] { run(); });
    }

    ~Impl() { drain(); }

    void submit(Request request, Reply reply) {
        Waiting waiting{std::move(request), std::move(reply)};
        const FairQueue::Put put = queue_.put(waiting);
        if (put == FairQueue::Put::done || failed_) return;
        const Rule& why = put == FairQueue::Put::full ? refused::busy : refused::closing;
        count([&](WriterCounts& counts) { ++counts.refused[std::string(why.name)]; });
        waiting.reply({.why = why});
    }

    void drain() {
        queue_.close();
        const std::lock_guard once(draining_);
        if (thread_.joinable()) thread_.join();
    }

    bool term_ended() const { return term_ended_ || appender_.term_ended(); }

    WriterCounts counts() const {
        const std::lock_guard lock(counting_);
        WriterCounts now = counts_;
        now.queued = queue_.size();
        now.appending = appender_.appending();
        return now;
    }

private:
    void run();
    void decide(Waiting);
    void take(Outcome, Waiting);
    void fire_due(const std::string& tenant);
    void fire_all_due();
    std::chrono::milliseconds patience() const {
        if (!known_.tenants_due_by(clock_.now()).empty()) return {};
        return known_.expects_timers() ? clock_look : idle_look;
    }
    void settle();
    void hand_over();
    void wait_for_room();
    void fail(const std::string& why) {
        if (failed_.exchange(true)) return;
        queue_.close();
        stop_(why);
    }
    bool nothing_decided() const { return decided_.empty() && !known_.changed(); }
    void count(const std::function<void(WriterCounts&)>& change) {
        const std::lock_guard lock(counting_);
        change(counts_);
    }

    const WriterLimits limits_;
    std::uint64_t upto_;  // the first of the queue that is not decided
    const Clock& clock_;
    std::function<void(const std::string&)> stop_;
    FairQueue queue_;
    Known known_;
    Desk desk_;
    DecidedBatch decided_;
    std::chrono::steady_clock::duration deciding_{};  // the batch
    Generation settled_ = 0;
    std::vector<Waiting> unsettled_;  // their first answers are not durable yet
    std::atomic<bool> failed_ = false;
    std::atomic<bool> term_ended_ = false;  // while deciding; the appender knows of its own
    mutable std::mutex counting_;
    WriterCounts counts_;
    std::mutex draining_;
    Appender appender_;
    std::thread thread_;
};

void Writer::Impl::run() try {
    while (!failed_) {
        std::vector<Waiting> taken = queue_.take(taken_max, patience());
        settle();
        for (Waiting& waiting : taken) {
            wait_for_room();
            if (failed_) return;
            fire_due(waiting.request.tenant);
            decide(std::move(waiting));
        }
        if (taken.empty()) fire_all_due();
        hand_over();
        if (!queue_.closed() || queue_.size() > 0) continue;
        appender_.finish();
        settle();
        if (nothing_decided() && unsettled_.empty()) return;
    }
} catch (const TermEnded& error) {  // no key could be made
    term_ended_ = true;
    fail(error.what());
} catch (const std::exception& error) {
    fail(error.what());
}

void Writer::Impl::decide(Waiting waiting) {
    const Spent here{deciding_};
    Outcome outcome = desk_.decide(waiting.request);
    take(std::move(outcome), std::move(waiting));
}

void Writer::Impl::take(Outcome outcome, Waiting waiting) {
    using enum Outcome::Kind;
    if (outcome.kind == waits) return unsettled_.push_back(std::move(waiting));
    const std::optional<std::uint64_t> queued = waiting.request.queued;
    if (queued) upto_ = std::max(upto_, *queued + 1);
    if (outcome.kind == accepted) {
        decided_.decided.after_each.push_back(upto_);
        decided_.entries.push_back(std::move(outcome.entry));
        decided_.answered.push_back(
            {std::move(outcome.answered_row), std::move(outcome.tenant), outcome.answered});
        decided_.answers.push_back({std::move(waiting.reply), std::move(outcome.answer)});
        return count([](WriterCounts& counts) { ++counts.accepted; });
    }
    count([&](WriterCounts& counts) {
        if (outcome.answer.why)
            ++counts.refused[std::string(outcome.answer.why->rule)];
        else if (!waiting.request.dry_run)
            ++counts.repeated;
        if (std::exchange(counts.faults, desk_.faults()) != desk_.faults())
            counts.last_fault = desk_.last_fault();
    });
    if (queued) decided_.decided.after_all = upto_;
    if (!waiting.reply) return;
    // It may say so because of an entry that is not durable yet: then it waits for it.
    const bool all_durable = decided_.entries.empty() && appender_.idle() && !queued;
    if (all_durable)
        waiting.reply(std::move(outcome.answer));
    else
        decided_.answers.push_back({std::move(waiting.reply), std::move(outcome.answer)});
}

// ---- Timers ----------------------------------------------------------------------------------

void Writer::Impl::fire_due(const std::string& tenant) {
    const Spent here{deciding_};
    for (std::size_t fired = 0; fired < limits_.timers_max; ++fired) {
        const auto timer = known_.due_by(tenant, clock_.now());
        if (!timer) return;
        Outcome outcome = desk_.fire(tenant, *timer);
        const bool parked = outcome.answer.why.has_value();
        count(
            [&](WriterCounts& counts) { ++(parked ? counts.timers_parked : counts.timers_fired); });
        if (outcome.kind == Outcome::Kind::waits) return;
        take(std::move(outcome), {});
    }
}

void Writer::Impl::fire_all_due() {
    for (const std::string& tenant : known_.tenants_due_by(clock_.now())) {
        wait_for_room();
        if (failed_) return;
        fire_due(tenant);
    }
}

// ---- Batches ---------------------------------------------------------------------------------

void Writer::Impl::settle() {
    const Generation settled = appender_.settled();
    if (settled == settled_) return;
    settled_ = settled;
    known_.settle(settled);
    desk_.settle(settled);
    std::vector<Waiting> again;
    again.swap(unsettled_);
    for (Waiting& waiting : again) decide(std::move(waiting));
}

void Writer::Impl::hand_over() {
    if (nothing_decided() || !appender_.idle()) return;
    count([&](WriterCounts& counts) {
        if (decided_.entries.empty()) return;
        ++counts.batches;
        counts.batch_last = decided_.entries.size();
        counts.batch_largest = std::max(counts.batch_largest, counts.batch_last);
        counts.deciding.add(std::chrono::duration<double>(deciding_).count());
    });
    deciding_ = {};
    decided_.changes = known_.close();
    appender_.hand(std::move(decided_));
    decided_ = {};
}

void Writer::Impl::wait_for_room() {
    if (decided_.entries.size() < limits_.batch_max) return;
    appender_.finish();
    settle();
    hand_over();
}

// ---- The door --------------------------------------------------------------------------------

Writer::Writer(int partition, Journal& journal, Keys& keys, State& state, const Clock& clock,
               std::function<void(const std::string&)> stop, WriterLimits limits,
               MarkKeeper* mark) {
    first_queued_ = journal.take(partition);
    catch_up(partition, journal, keys, state);
    impl_ = std::make_unique<Impl>(partition, journal, keys, state, clock, std::move(stop), limits,
                                   mark, first_queued_);
}
Writer::~Writer() = default;

void Writer::submit(Request request, Reply reply) {
    impl_->submit(std::move(request), std::move(reply));
}
void Writer::drain() { impl_->drain(); }
std::uint64_t Writer::first_queued() const { return first_queued_; }
bool Writer::term_ended() const { return impl_->term_ended(); }
WriterCounts Writer::counts() const { return impl_->counts(); }

}  // namespace dossier
