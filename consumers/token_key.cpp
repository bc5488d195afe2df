// The seed that signs tokens is a secret like the root key.
#include "consumers/token.hpp"
#include "eventstore/keys.hpp"

namespace dossier {

Bytes32 token_key(const std::filesystem::path& file, Random& random) {
    return secret("DOSSIER_TOKEN_KEY", file, random);
}

}  // namespace dossier
