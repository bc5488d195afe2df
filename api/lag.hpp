#pragma once
// How far behind the journal somebody is.
#include "consumers/house.hpp"

namespace dossier {

struct Lag {
    std::uint64_t entries = 0;
    double seconds = 0;  // since the first entry that is to be done was recorded
};

/// Nothing where the process has not that part of it.
struct PartitionLag {
    Lag views, reactions, relay;
};

PartitionLag lag_of(const PartitionHealth&, const Journal&, Timestamp now);

}  // namespace dossier
