#pragma once
// A command as it comes over HTTP, in its two forms.
//
//     POST /v1/commands/OpenCase     the body is the data; the envelope is in the header fields
//                                    Idempotency-Key, If-Match, Dossier-Stream, Dossier-Reason,
//                                    Dossier-Effective-At, Dossier-Batch, Dossier-Dry-Run,
//                                    Dossier-Via
//     POST /v1/commands              an envelope: see consumers/envelope.hpp
#include "api/router.hpp"
#include "consumers/envelope.hpp"

namespace dossier {

/// Both give the command an id when it brings none: a time-ordered UUID.
Asked asked_in_fields(Call&, const Clock&, Random&);
Asked asked_in_envelope(const Request& base, std::string_view json, const Clock&, Random&);

/// The tenant, the actor and where it comes from, as the token and the connection say.
Request asked_by(const Call&);

}  // namespace dossier
