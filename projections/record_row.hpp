#pragma once
// A record as its view keeps it.
//
//     row   := tenant 0 "r" uuid:byte{16}
//     value := fingerprint:u64 version created_at updated_at created_by updated_by state
//
// Numbers and texts as in ordered.hpp; the state is that of schema/binary.hpp. The sequence at
// which the value was born is that of the entry that made it.
#include "domain/kernel/aggregate.hpp"
#include "projections/decoders.hpp"

namespace dossier {

struct RecordHead {
    std::int64_t version = 0;
    Timestamp created_at, updated_at;
    std::string created_by, updated_by;  // empty: the house itself
};

struct RecordRow {
    RecordHead head;
    Object state;
};

std::string record_key(std::string_view tenant, std::string_view uuid);

std::string to_bytes(const RecordHead&, std::uint64_t fingerprint, const Object& state);

/// Throws std::runtime_error when this build cannot read it.
RecordRow record_from(const Type& state, std::string_view bytes, const Decoders&);

}  // namespace dossier
