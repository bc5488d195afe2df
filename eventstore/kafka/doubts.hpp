#pragma once
// Whether a partition still has what was read of it. A log that keeps what it has acknowledged
// never loses a record below its high watermark; one that was restored from somewhere, or led by
// who lacked some, has: then what is read on does not go with what was read before.
#include "eventstore/kafka/client.hpp"
#include "eventstore/kafka/rule.hpp"

#include <atomic>

namespace dossier::kafka {

StoreError was_cut(const Place&, std::int64_t offset);

/// Of one reader of one partition. All throw StoreError when the log has lost records that led to
/// the state; else a record is what is wrong, and is passed over.
class Doubts {
public:
    Doubts(const KafkaConfig& config, const Place& place) : config_(config), place_(place) {}

    /// The rule finds the record suspect: the whole log up to it is read again.
    void read_again(const RuleState& before, const Record&,
                    const std::atomic<bool>& stopping) const;
    /// The rule finds it void. To a reader that is past a cut, the writers after it look like
    /// zombies: once for each owner, the record before is looked at again.
    void look_back(const RuleState& before, const Record&, const std::atomic<bool>& stopping);
    /// A broker says that nothing is at this offset: the log is asked whether it reaches so far.
    /// False when no broker answers.
    bool reaches(std::int64_t offset, Consumer& reader) const;

private:
    const KafkaConfig& config_;
    const Place& place_;
    std::optional<Owner> zombie_;  // whose records were found void last
};

}  // namespace dossier::kafka
