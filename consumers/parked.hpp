#pragma once
// How whoever follows a journal tells of an entry that it could make nothing of and has passed
// over.
#include "eventstore/journal.hpp"
#include "projections/view_catalog.hpp"

namespace dossier {

/// `by`: "relay", "reactions". The tenant and the sequence as far as the bytes still say them.
Parked parked_entry(std::string_view by, const Recorded&, const std::string& why);

}  // namespace dossier
