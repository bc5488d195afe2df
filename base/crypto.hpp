#pragma once
// Hashes, seals and signatures. crypto.cpp is the one door to OpenSSL.
#include "base/random.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

using Bytes32 = std::array<std::byte, 32>;  // a SHA-256 sum, a key of AES-256 or of an HMAC

/// FIPS 180-4.
Bytes32 sha256(std::string_view bytes);
/// RFC 2104 with SHA-256.
Bytes32 hmac_sha256(const Bytes32& key, std::string_view bytes);

/// RFC 8018 §5.2 with HMAC-SHA-256: a key made of what people remember.
Bytes32 pbkdf2_sha256(std::string_view words, std::string_view salt, int rounds);

/// AES-256-GCM (NIST SP 800-38D): nonce 12 bytes, then the ciphertext, then the tag of 16 bytes.
std::string seal_aes256gcm(const Bytes32& key, std::string_view aad, std::string_view plain,
                           Random&);
/// Nothing when it was not sealed under this key and these additional data.
std::optional<std::string> open_aes256gcm(const Bytes32& key, std::string_view aad,
                                          std::string_view sealed);

/// Ed25519, RFC 8032: a 32-byte private seed, a 32-byte public key, a 64-byte signature.
Bytes32 ed25519_public(const Bytes32& seed);
std::string ed25519_sign(const Bytes32& seed, std::string_view message);
bool ed25519_verify(const Bytes32& public_key, std::string_view message,
                    std::string_view signature);

std::string to_hex(std::string_view bytes);
/// RFC 4648 §4, with padding.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
/// RFC 4648 §5, without padding: what a JWT is made of.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

inline std::string_view view(const Bytes32& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace dossier
