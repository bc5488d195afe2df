#include "eventstore/appender.hpp"

#include "eventstore/mark.hpp"

namespace dossier {

Appender::Appender(int partition, Journal& journal, State& state, MarkKeeper* mark,
                   std::function<void()> done, std::function<void(const std::string&)> stop)
    : partition_(partition),
      journal_(journal),
      state_(state),
      mark_(mark),
      done_(std::move(done)),
      stop_(std::move(stop)),
      next_(state.position()),
      thread_([this] { run(); }) {}

Appender::~Appender() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool Appender::idle() const {
    const std::lock_guard lock(mutex_);
    return !busy_ && !failed_;
}
bool Appender::failed() const {
    const std::lock_guard lock(mutex_);
    return failed_;
}
bool Appender::term_ended() const {
    const std::lock_guard lock(mutex_);
    return term_ended_;
}
Generation Appender::settled() const {
    const std::lock_guard lock(mutex_);
    return settled_;
}

void Appender::hand(DecidedBatch batch) {
    {
        const std::lock_guard lock(mutex_);
        if (failed_) return;
        work_ = std::move(batch);
        busy_ = true;
    }
    changed_.notify_all();
}

void Appender::finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !busy_ || failed_; });
}

void Appender::run() {
    while (true) {
        DecidedBatch batch;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return work_ || ends_; });
            if (!work_) return;
            batch = std::move(*work_);
            work_.reset();
        }
        std::string why;
        bool term_ended = false;
        try {
            write(batch);
        } catch (const TermEnded& error) {
            why = error.what();
            term_ended = true;
        } catch (const std::exception& error) {
            why = error.what();
        }
        {
            const std::lock_guard lock(mutex_);
            busy_ = false;
            failed_ = !why.empty();
            term_ended_ = term_ended;
            if (!failed_) settled_ = batch.changes.generation;
        }
        changed_.notify_all();
        if (!why.empty())
            return stop_(why);  // what is on the disk is unknown: the process must end
        done_();
    }
}

Histogram Appender::appending() const {
    const std::lock_guard lock(mutex_);
    return appending_;
}

Position Appender::append(const DecidedBatch& batch) {
    const auto start = std::chrono::steady_clock::now();
    const Position first = journal_.append(partition_, batch.entries, batch.decided);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const std::lock_guard lock(mutex_);
    if (!batch.entries.empty()) appending_.add(took.count());
    return first;
}

void Appender::write(DecidedBatch& batch) {
    const bool nothing = batch.entries.empty() && batch.decided.after_all == 0;
    const Position first = nothing ? next_ : append(batch);
    for (DecidedBatch::Due& due : batch.answers)
        if (due.reply) due.reply(std::move(due.answer));
    if (mark_ != nullptr) mark(batch, first);
    write_state(batch, first);
}

/// Each tenant's last entry of the batch.
void Appender::mark(const DecidedBatch& batch, Position first) {
    std::set<std::string_view> told;
    for (std::size_t i = batch.entries.size(); i-- > 0;) {
        const DecidedBatch::Reserved& one = batch.answered[i];
        if (told.insert(one.tenant).second)
            mark_->note(one.tenant, one.answered.seq, partition_, first + i, batch.entries[i]);
    }
}

void Appender::write_state(DecidedBatch& batch, Position first) {
    std::vector<RowChange>& rows = batch.changes.rows;
    for (std::size_t i = 0; i < batch.answered.size(); ++i) {
        batch.answered[i].answered.position = first + i;
        rows.push_back({std::move(batch.answered[i].row), rows::value(batch.answered[i].answered)});
    }
    for (const auto& [row, life] : batch.changes.lives) rows.push_back({row, encoded(*life)});
    if (!batch.entries.empty()) next_ = first + batch.entries.size();
    state_.write(rows, next_);
}

}  // namespace dossier
