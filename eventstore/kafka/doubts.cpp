#include "eventstore/kafka/doubts.hpp"

#include "eventstore/kafka/journal_record.hpp"

namespace dossier::kafka {
namespace {

constexpr milliseconds turn{200}, asking{5000};

/// The records from this offset on, as long as `more` wants them.
void each_from(const KafkaConfig& config, const Place& place, std::int64_t offset,
               const std::atomic<bool>& stopping, const std::function<bool(const Record&)>& more) {
    Consumer reader(config);
    reader.start(place, offset);
    while (!stopping) {
        const Polled polled = reader.poll(turn);
        if (polled.kind == Polled::Kind::error && polled.error->trouble() != Trouble::retriable)
            throw *polled.error;
        if (polled.kind == Polled::Kind::record && !more(polled.record)) return;
    }
}

}  // namespace

StoreError was_cut(const Place& place, std::int64_t offset) {
    return StoreError(to_text(place) + " was cut, or made anew: at " + std::to_string(offset) +
                      " lies another record than the one copied here");
}

void Doubts::read_again(const RuleState& before, const Record& record,
                        const std::atomic<bool>& stopping) const {
    RuleState state;
    each_from(config_, place_, 0, stopping, [&](const Record& one) {
        if (one.offset >= record.offset) return false;
        step(state, as_seen(one));
        return true;
    });
    if (stopping || state == before) return;
    throw StoreError(to_text(place_) + " has lost records that were copied here: at " +
                     std::to_string(record.offset) + " somebody wrote who had not seen them");
}

void Doubts::look_back(const RuleState& before, const Record& record,
                       const std::atomic<bool>& stopping) {
    const std::optional<Stamp> stamp = stamp_from(as_seen(record).stamp);
    if (before.position == 0 || !stamp || zombie_ == stamp->owner) return;
    zombie_ = stamp->owner;
    const auto last = static_cast<std::int64_t>(before.position) - 1;
    each_from(config_, place_, last, stopping, [&](const Record& one) {
        if (!follows(before, as_seen(one))) throw was_cut(place_, one.offset);
        return false;
    });
}

bool Doubts::reaches(std::int64_t offset, Consumer& reader) const try {
    const Watermarks there = reader.watermarks(place_, asking);
    if (there.low <= offset && offset <= there.high) return true;
    throw StoreError(to_text(place_) + " was cut, or made anew: it begins at " +
                     std::to_string(there.low) + " and ends at " + std::to_string(there.high) +
                     ", and here it is known to " + std::to_string(offset));
} catch (const KafkaError& error) {
    if (!error.may_retry()) throw;
    return false;
}

}  // namespace dossier::kafka
