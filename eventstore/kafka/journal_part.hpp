#pragma once
// One partition as the journal on Kafka keeps it. Included by journal.cpp only.
#include "eventstore/kafka/doubts.hpp"
#include "eventstore/kafka/journal.hpp"

namespace dossier::kafka {

/// The follower's own, but for what is published, and for what belongs to the writer's thread.
struct Journal::Part {
    Part(const KafkaConfig& config, Place of) : place(std::move(of)), doubts(config, place) {}

    /// Where reading begins: at the record before what is new, if there is one.
    std::int64_t first() const {
        return std::max<std::int64_t>(static_cast<std::int64_t>(rule.position) - 1, 0);
    }

    const Place place;
    RuleState rule;
    bool checked = false;            // that the log still has the record before the state
    bool gone = false;               // a broker said that nothing is where it reads
    std::vector<std::string> fresh;  // valid, not copied yet
    bool moved = false;              // the rule is ahead of what is published
    Doubts doubts;

    RuleState published;  // guarded by mutex_

    std::unique_ptr<Producer> producer;  // the writer's; null: there is no term of ours
    RuleState ahead;                     // the state after everything sent
    Position next = 0;                   // of the copy, for the next entry sent
};

}  // namespace dossier::kafka
