#pragma once
// What a command asked, as one number: the same id with another digest is another command.
#include "domain/kernel/payload.hpp"
#include "eventstore/keys.hpp"
#include "eventstore/state_rows.hpp"

namespace dossier {

/// HMAC under the tenant's blind key over type, stream and the data in canonical JSON (RFC 8785) as
/// it was sent, so that it survives an added field and says nothing once the person is forgotten.
Bytes32 digest_of(Keys&, const std::string& tenant, const Command&);

/// The half of it that the state keeps.
Digest16 half(const Bytes32&);
/// The same of a digest as an entry has it, in hexadecimal digits.
Digest16 half(std::string_view hex);

}  // namespace dossier
