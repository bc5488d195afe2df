#pragma once
// Catching up: the state folds what it has not seen of the journal.
#include "eventstore/keys.hpp"
#include "eventstore/known.hpp"

namespace dossier {

/// From the state's position to the journal's end, in bounded portions. A state that is ahead of
/// its journal belongs to another one, and is folded from the beginning. Throws StoreError.
void catch_up(int partition, const Journal&, Keys&, State&);

}  // namespace dossier
