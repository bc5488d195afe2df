#include "consumers/token.hpp"

#include "base/error.hpp"
#include "schema/describe.hpp"
#include "schema/formats.hpp"

#include <algorithm>
#include <vector>

namespace dossier {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999

struct TokenHeader {
    std::string alg;
    std::string typ;
    std::string kid;

    static void describe(auto& is) {
        is.named("TokenHeader", "What a token may say of its signature; jku, crit, … it may not.");
        is.field("alg", &TokenHeader::alg).required();
        is.field("typ", &TokenHeader::typ).required();
        is.field("kid", &TokenHeader::kid).required();
    }
};

constexpr const char* the_house = "house";

struct TokenClaims {
    std::string iss;
    std::string aud;
    UserId sub;
    std::string tenant;
    std::int64_t nbf = -1;
    std::int64_t exp = -1;

    static void describe(auto& is) {
        is.named("TokenClaims", "Who asks, and how long they may.");
        is.field("iss", &TokenClaims::iss);
        is.field("aud", &TokenClaims::aud);
        is.field("sub", &TokenClaims::sub);
        is.field("tenant", &TokenClaims::tenant);
        is.field("nbf", &TokenClaims::nbf);
        is.field("exp", &TokenClaims::exp);
    }
};

template <class T>
std::string part_of(const T& value) {
    return to_base64url(to_json(type_of<T>(), &value));
}

/// slug := [a-z0-9] [a-z0-9-]{0,62}
bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= 63 && text[0] != '-' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

bool is_instant(std::int64_t seconds) { return seconds >= 0 && seconds <= seconds_max; }

}  // namespace

Tokens::Tokens(const Bytes32& seed, const Clock& clock, TokenRules rules)
    : seed_(seed),
      public_key_(ed25519_public(seed)),
      key_id_(to_hex(view(sha256(view(public_key_)))).substr(0, 16)),
      clock_(clock),
      rules_(std::move(rules)) {}

std::string Tokens::sign(const Claims& claims) const {
    const TokenHeader header{"EdDSA", "at+jwt", key_id_};
    const TokenClaims said{rules_.issuer,
                           rules_.audience,
                           claims.user.empty() ? UserId{the_house} : claims.user,
                           claims.tenant,
                           claims.not_before.us / second,
                           claims.expires.us / second};
    std::string signed_part = part_of(header) + "." + part_of(said);
    const std::string signature = ed25519_sign(seed_, signed_part);
    return signed_part + "." + to_base64url(signature);
}

VerifiedToken Tokens::verify(std::string_view token, Timestamp now) {
    if (token.size() > rules_.bytes_max) return {{}, "the token is too long"};
    const Bytes32 sum = sha256(token);
    {
        const std::lock_guard lock(mutex_);
        const auto found = cache_.find(sum);
        if (found != cache_.end() && found->second.not_before <= now && now < found->second.expires)
            return {found->second};
    }
    VerifiedToken verified = judge(token);
    if (!verified.claims) return verified;
    if (now < verified.claims->not_before) return {{}, "the token is not valid yet"};
    if (now >= verified.claims->expires) return {{}, "the token has expired"};
    remember(sum, *verified.claims, now);
    return verified;
}

VerifiedToken Tokens::judge(std::string_view token) const {
    const std::size_t first = token.find('.'), last = token.rfind('.');
    if (first == std::string_view::npos || first == last) return {{}, "this is no token"};
    const auto header = from_base64url(token.substr(0, first));
    const auto body = from_base64url(token.substr(first + 1, last - first - 1));
    const auto signature = from_base64url(token.substr(last + 1));
    if (!header || !body || !signature) return {{}, "this is no token"};

    TokenHeader said;
    if (!read_command(type_of<TokenHeader>(), &said, *header).empty())
        return {{}, "the token's header says more, or less, than alg, typ and kid"};
    if (said.kid != key_id_) return {{}, "the token was signed with another key"};
    if (said.alg != "EdDSA") return {{}, "the token's algorithm is not the key's"};
    if (said.typ != "at+jwt") return {{}, "this is not an access token"};
    if (!ed25519_verify(public_key_, token.substr(0, last), *signature))
        return {{}, "the token's signature is wrong"};

    TokenClaims claims;
    if (!canonical_json(*body) || !from_json(type_of<TokenClaims>(), &claims, *body).empty())
        return {{}, "the token's claims are not as they should be"};
    if (claims.iss != rules_.issuer) return {{}, "the token was issued by somebody else"};
    if (claims.aud != rules_.audience) return {{}, "the token is for somebody else"};
    if (!is_instant(claims.nbf) || !is_instant(claims.exp))
        return {{}, "the token does not say from when until when it is valid"};
    if (claims.sub.text == the_house)
        claims.sub = {};
    else if (!is_stream_id(claims.sub.text) || !claims.sub.text.starts_with("user/"))
        return {{}, "the token names no user"};
    if (!is_slug(claims.tenant)) return {{}, "the token names no tenant"};
    return {Claims{claims.tenant, claims.sub, {claims.nbf * second}, {claims.exp * second}}};
}

void Tokens::remember(const Bytes32& sum, const Claims& claims, Timestamp now) {
    const std::lock_guard lock(mutex_);
    if (cache_.size() >= rules_.cached_max)
        std::erase_if(cache_, [&](const auto& one) { return one.second.expires <= now; });
    if (cache_.size() >= rules_.cached_max) cache_.clear();  // cheaper than to keep an order
    cache_.insert_or_assign(sum, claims);
}

std::size_t Tokens::cached() const {
    const std::lock_guard lock(mutex_);
    return cache_.size();
}

}  // namespace dossier
