#pragma once
// A token for whoever works at this machine: kept in the data directory, found by the others.
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "tools/options.hpp"

#include <optional>

namespace dossier::tools {

struct Bearer {
    std::string tenant;
    UserId user;
};

constexpr int token_hours = 12;

/// Signs a token and leaves it in the data directory, for its owner only. Gives the token.
std::string leave_token(const Place&, const Bearer&, const Clock&, int hours = token_hours);

/// Whose token lies there, expired or not; nothing when there is none.
std::optional<Bearer> bearer_left(const Place&);

}  // namespace dossier::tools
