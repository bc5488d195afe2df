#pragma once
// What can be read off an entry's first bytes, for whoever passes most entries by.
#include <cstdint>
#include <optional>
#include <string_view>

namespace dossier {

/// Whose entry it is, which, and when.
struct Peek {
    std::string_view tenant;
    std::int64_t seq = 0;
    std::string_view at;  // its text, which sorts as time does
};
/// Nothing when the bytes do not begin as this program writes them.
std::optional<Peek> peek(std::string_view entry);

}  // namespace dossier
