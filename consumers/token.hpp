#pragma once
// Who is asking: a signed token, verified at the door. Which key and which algorithm it must be
// signed with, our table says; a token's header may only name the key.
//
//     token  := base64url(header) "." base64url(claims) "." base64url(signature)
//     header := {"alg":"EdDSA","typ":"at+jwt","kid":text}                   and nothing else
//     claims := {"iss":text,"aud":text,"sub":"user/…","tenant":slug,"nbf":s,"exp":s,…}
//               the house itself, which speaks to itself over a topic, is the sub "house"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dossier {

struct Claims {
    std::string tenant;
    UserId user;  // empty: the house itself
    Timestamp not_before;
    Timestamp expires;
};

struct TokenRules {
    std::string issuer = "dossier";
    std::string audience = "dossier";
    std::size_t cached_max = 10'000;
    std::size_t bytes_max = 2'048;
};

/// Either who it is, or why not; the reason is for people and names no secret.
struct VerifiedToken {
    std::optional<Claims> claims;
    std::string_view why = {};
};

/// Any thread.
class Tokens {
public:
    Tokens(const Bytes32& seed, const Clock&, TokenRules = {});

    std::string sign(const Claims&) const;

    /// A verified token is remembered by its hash until it expires: looking it up costs a
    /// hundredth of verifying it.
    VerifiedToken verify(std::string_view token) { return verify(token, clock_.now()); }
    /// As it was at an instant: a command's token is judged when the command arrived.
    VerifiedToken verify(std::string_view token, Timestamp at);

    std::size_t cached() const;

private:
    struct Hash {
        std::size_t operator()(const Bytes32& sum) const {
            return std::hash<std::string_view>{}(view(sum));
        }
    };

    VerifiedToken judge(std::string_view token) const;
    void remember(const Bytes32& sum, const Claims& claims, Timestamp now);

    const Bytes32 seed_;
    const Bytes32 public_key_;
    const std::string key_id_;
    const Clock& clock_;
    const TokenRules rules_;
    mutable std::mutex mutex_;
    std::unordered_map<Bytes32, Claims, Hash> cache_;  // guarded by mutex_
};

/// The seed that signs tokens: the secret() DOSSIER_TOKEN_KEY. Throws StoreError.
Bytes32 token_key(const std::filesystem::path& file, Random&);

}  // namespace dossier
