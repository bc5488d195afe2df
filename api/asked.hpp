#pragma once
// A command as it comes over HTTP, in its two forms.
//
//     POST /v1/commands/OpenCase     the body is the data; the envelope is in the header fields
//                                    Idempotency-Key, If-Match, Dossier-Stream, Dossier-Reason,
//                                    Dossier-Effective-At, Dossier-Batch, Dossier-Dry-Run,
//                                    Dossier-Via
//     envelope := {"type":name,["id":uuid,]["stream":stream,]["data":{…},]["expected_version":n,]
//                  ["effective_at":instant,]["dry_run":bool,]["reason":text,]["batch":text,]
//                  ["correlation":text,]["via":text]}
#include "api/router.hpp"
#include "domain/kernel/rejection.hpp"
#include "eventstore/writer.hpp"

namespace dossier {

constexpr std::size_t command_bytes_max = 256 * 1024;

/// A request for the writer, or everything that is wrong with it.
struct Asked {
    Request request;
    Errors errors = {};
};

/// Both give the command an id when it brings none: a time-ordered UUID.
Asked asked_in_fields(Call&, const Clock&, Random&);
/// `base` is what all commands of this call have; see asked_by.
Asked asked_in_envelope(const Request& base, std::string_view json, const Clock&, Random&);

/// The tenant, the actor and where it comes from, as the token and the connection say.
Request asked_by(const Call&);

}  // namespace dossier
