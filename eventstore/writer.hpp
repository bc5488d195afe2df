#pragma once
// The single writer of one partition: dedupe, authorise, decide, seal, append, apply, answer.
#include "base/clock.hpp"
#include "base/histogram.hpp"
#include "domain/kernel/rejection.hpp"
#include "eventstore/entry.hpp"
#include "eventstore/journal.hpp"
#include "eventstore/keys.hpp"
#include "eventstore/state.hpp"

#include <functional>
#include <map>
#include <memory>

namespace dossier {

/// A command as a door hands it in: who asks was verified there, what they may do is decided here.
struct Request {
    std::string tenant;
    Command command;
    std::optional<UserId> actor;  // nobody: the house itself
    std::string via;              // "http", "import", "kafka"
    std::optional<std::string> address;
    std::optional<std::int64_t> expected_version;
    std::optional<Timestamp> effective_at;
    std::optional<std::uint64_t> queued;  // its number in the queue it came from: see Decided
    bool dry_run = false;
    std::optional<std::string> reason, batch, correlation;
    std::optional<Cause> cause;
};

/// Accepted: where it is. A repeated request gets the first answer, from the journal.
struct Answer {
    std::optional<Rejection> why;
    std::int64_t seq = 0;
    StreamId stream;           // of the record that was asked; of the first, for a transaction
    std::int64_t version = 0;  // of that stream, after
    Timestamp at;
    std::vector<Event> events;  // none when it was so already; sealed, but for a dry run
    std::vector<bool> seen;     // of each: whether the actor may read the values it has sealed
};

class MarkKeeper;

using Reply = std::function<void(Answer)>;

struct WriterLimits {
    std::size_t queue_max = 10'000;  // waiting requests; one more is refused with `writer.busy`
    std::size_t batch_max = 1'000;   // entries in one append
    std::size_t timers_max = 100;    // fired at once before the next request is decided
    std::size_t lives_max = 10'000;  // decoded states that are kept at hand
};

/// What a writer has done since it was made.
struct WriterCounts {
    std::uint64_t accepted = 0;
    std::map<std::string, std::uint64_t> refused;  // by rule
    std::uint64_t repeated = 0;                    // got the first answer again
    std::uint64_t batches = 0;
    std::uint64_t batch_last = 0, batch_largest = 0;  // entries
    std::uint64_t queued = 0;                         // waiting now
    std::uint64_t timers_fired = 0, timers_parked = 0;
    std::uint64_t faults = 0;       // commands put aside because deciding them failed
    std::string last_fault;         // of the last one: its type, its id, and what failed
    Histogram deciding, appending;  // seconds of each batch
};

/// One Writer serves one partition; deciding is on one thread of its own, appending on another.
class Writer {
public:
    /// The keeper of the mark, if there is one, hears of every entry that is durable.
    /// Takes the partition, and folds what the state has not seen of the journal, before it
    /// returns. `stop` is called, once and from a thread of the writer's, when something could not
    /// be written: nothing is answered any more, and unless only the term ended the process must
    /// end. Throws StoreError.
    Writer(int partition, Journal&, Keys&, State&, const Clock&,
           std::function<void(const std::string& why)> stop, WriterLimits = {},
           MarkKeeper* = nullptr);
    /// Drains.
    ~Writer();

    /// Any thread. The reply comes from a thread of the writer's, or at once when the queue is
    /// full, and must not block.
    void submit(Request, Reply);

    /// Answers what is waiting and accepts no more. Idempotent.
    void drain();

    /// The first command of the queue that was not decided when the partition was taken.
    std::uint64_t first_queued() const;
    /// Whether it stopped because another took the partition, or may have: make another writer.
    bool term_ended() const;
    WriterCounts counts() const;

private:
    class Impl;
    std::uint64_t first_queued_ = 0;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier
