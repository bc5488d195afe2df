#pragma once
// A house as HTTP sees it: commands go in, questions are answered, and how it is can be asked.
#include "eventstore/writer.hpp"
#include "projections/queries.hpp"
#include "projections/views.hpp"

namespace dossier {

/// How the published feed of one partition is doing, where it is relayed to a topic.
struct RelayHealth {
    bool begun = false;           // it has found where to go on
    Position position = 0;        // the first entry of which not all is published for sure
    std::uint64_t published = 0;  // records since the start
    std::uint64_t parked = 0;     // entries that could not be read, since the start
    std::vector<Parked> parked_last;
    std::string trouble;
};

/// How one partition is doing, for /readyz and for people.
struct PartitionHealth {
    int partition = 0;
    Position journal_end = 0, reacted = 0;
    std::uint64_t log_lag = 0;            // records of the log that the journal here has not seen
    bool viewed = true, reacting = true;  // whether there are views here, and reactions
    std::string trouble;                  // of the journal's copy; empty while it goes on
    std::string react_trouble;
    std::vector<Parked> react_parked;
    std::optional<RelayHealth> relay;  // while it is relayed here
    ViewsHealth views;
    WriterCounts writer;
    std::string_view standing = "owner";  // or "taking", "standby"; empty: no role `command` here
    double standing_seconds = 0;          // where the journal is Kafka
    std::string standing_trouble;         // the last there was
};

/// What a house whose journal is Kafka has seen since it was opened, of all partitions.
struct LogCounts {
    std::uint64_t terms = 0, entries = 0, voided = 0, unreadable = 0, alarms = 0;  // the journal's
    std::uint64_t letters = 0, letters_unreadable = 0, letters_misrouted = 0;  // of commands, here
    std::uint64_t replies_sent = 0, replies_heard = 0, replies_missed = 0, replies_waiting = 0;
    std::uint64_t undelivered = 0;      // commands and replies that no broker took
    std::uint64_t partitions_lost = 0;  // since nobody heard of this process in time
    std::vector<std::pair<std::string_view, double>> poll_ages = {};  // of each loop, seconds
};

class House {
public:
    virtual ~House() = default;

    /// Whether anyone may submit here; others only ask.
    virtual bool takes_commands() const = 0;
    /// Any thread. See Writer::submit.
    virtual void submit(Request, Reply) = 0;
    /// Whether it was opened with views; without them queries() throws StoreError.
    virtual bool has_views() const = 0;
    /// Any thread. Of the partition the tenant is in.
    virtual const Queries& queries(std::string_view tenant) const = 0;
    /// Any thread.
    virtual const Journal& journal() const = 0;
    virtual Keys& keys() = 0;
    virtual const Clock& clock() const = 0;
    virtual int partitions() const = 0;
    virtual std::vector<PartitionHealth> health() const = 0;
    /// Nothing where the journal is not Kafka.
    virtual std::optional<LogCounts> log_counts() const { return std::nullopt; }
    /// Accepts no more and answers what is waiting. Idempotent.
    virtual void drain() = 0;
};

}  // namespace dossier
