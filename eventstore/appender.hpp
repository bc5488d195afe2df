#pragma once
// The writer's second thread: appends what is decided, answers when it is durable, and lets the
// state have it. One batch at a time; while it is at work the next one is decided.
#include "eventstore/desk.hpp"
#include "eventstore/queue.hpp"

#include <thread>

namespace dossier {

/// What one append takes along.
struct DecidedBatch {
    struct Reserved {
        std::string row;
        std::string tenant;
        AnsweredRow answered;  // its position is still to be filled in
    };
    struct Due {
        Reply reply;
        Answer answer;
    };

    std::vector<std::string> entries;
    Decided decided;
    std::vector<Reserved> answered;  // one for each entry
    std::vector<Due> answers;        // also those that only have to wait for what is before them
    Known::Changes changes;

    bool empty() const {
        return entries.empty() && answers.empty() && changes.rows.empty() && changes.lives.empty();
    }
};

class Appender {
public:
    /// `done` is called after every batch; `stop` once, when something could not be written:
    /// nothing is answered then, and nothing more is done.
    Appender(int partition, Journal&, State&, MarkKeeper*, std::function<void()> done,
             std::function<void(const std::string& why)> stop);
    ~Appender();

    bool idle() const;
    bool failed() const;
    /// Whether that was because another took the partition.
    bool term_ended() const;
    void hand(DecidedBatch);
    /// Of the last batch that the state has.
    Generation settled() const;
    /// How long the journal took for each batch.
    Histogram appending() const;
    /// Waits for the batch at work.
    void finish();

private:
    void run();
    void write(DecidedBatch&);
    Position append(const DecidedBatch&);
    void mark(const DecidedBatch&, Position first);
    void write_state(DecidedBatch&, Position first);

    int partition_;
    Journal& journal_;
    State& state_;
    MarkKeeper* mark_;  // null: nobody keeps one
    std::function<void()> done_;
    std::function<void(const std::string&)> stop_;
    Position next_;  // of the state

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<DecidedBatch> work_;
    bool busy_ = false, ends_ = false, failed_ = false, term_ended_ = false;
    Generation settled_ = 0;
    Histogram appending_;
    std::thread thread_;
};

}  // namespace dossier
