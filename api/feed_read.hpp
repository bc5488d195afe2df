#pragma once
// Reading a tenant's events out of its partition.
#include "eventstore/entry.hpp"
#include "eventstore/journal.hpp"

#include <variant>

namespace dossier {

/// A sequence, or the text of an instant.
using Start = std::variant<std::int64_t, std::string>;

/// Where the tenant's first entry at or after the start lies; the end when there is none yet.
Position find_start(const Journal&, int partition, std::string_view tenant, const Start&);

/// What somebody wants to see; empty: everything.
struct FeedFilter {
    std::vector<std::string> types;
    std::vector<std::string> streams;  // "case/018f…" or "case"

    bool takes(const Event&) const;
};

/// The event's frame, appended.
void append_frame(std::string& to, const Entry&, std::size_t index);

/// The last frame of a feed that ends before it is told to: the last id, if there was one, and the
/// sequence to go on from.
std::string closing_frame(const std::string& last_id, std::int64_t resume_from);

}  // namespace dossier
