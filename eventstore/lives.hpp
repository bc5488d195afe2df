#pragma once
// The states of the streams, decoded: the hot ones stay, and those that are not on the disk yet.
#include "domain/kernel/aggregate.hpp"
#include "eventstore/state.hpp"
#include "eventstore/state_rows.hpp"
#include "schema/binary.hpp"

#include <list>
#include <memory>
#include <set>
#include <unordered_map>

namespace dossier {

/// One stream as it is after its last event.
struct Life {
    const Aggregate* aggregate;
    Object state;
    std::int64_t version = 0;
};

/// Owned together by the writer, which decides on it, and by the batch that is being written.
using LifePtr = std::shared_ptr<const Life>;

/// Counts the batches: what was decided for batch n is on the disk when n has settled.
using Generation = std::uint64_t;

std::string description_rows(const Aggregate&);
std::string description_row(const Aggregate&, std::uint64_t fingerprint);

/// The row's value, from any thread.
std::string encoded(const Life&);

/// One thread.
class Lives {
public:
    Lives(const State& state, std::size_t lives_max) : state_(state), lives_max_(lives_max) {}

    /// Null when the stream never began. Throws StoreError when its row cannot be read.
    LifePtr find(TenantNumber, const StreamId&);
    void put(TenantNumber, const StreamId&, LifePtr, Generation);
    void settle(Generation settled);
    /// Those that are not in the state as they are here, under this prefix of their rows.
    std::set<StreamId> unsettled(std::string_view prefix) const;

private:
    struct Slot {
        LifePtr life;
        Generation generation;
        std::list<std::string>::iterator used;
    };

    LifePtr load(const std::string& row, const StreamId&);
    const Decoder& decoder(const Aggregate&, std::uint64_t fingerprint);
    void keep(std::string row, LifePtr, Generation);

    const State& state_;
    std::size_t lives_max_;
    Generation settled_ = 0;
    std::unordered_map<std::string, Slot> slots_;
    std::list<std::string> used_;  // the latest first
    std::unordered_map<std::string, Decoder> decoders_;
};

}  // namespace dossier
