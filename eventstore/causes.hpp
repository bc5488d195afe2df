#pragma once
// How far the reactions to a partition have come, as its journal itself says it.
#include "eventstore/journal.hpp"

#include <optional>

namespace dossier {

/// Where the last entry lies that a reaction commanded something because of, not below `least`: it
/// is reacted to in order, so all before it is done or parked. Reads backwards, as far as that
/// entry. Nothing when there is none.
std::optional<Position> last_cause(const Journal&, int partition, Position least = 0);

}  // namespace dossier
