#pragma once
// A request's target, taken apart. RFC 3986.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

using Parameters = std::multimap<std::string, std::string, std::less<>>;

struct Target {
    std::string path;  // percent-decoded
    Parameters parameters;

    /// The first of this name.
    const std::string* parameter(std::string_view name) const;
};

/// Nothing when it is none, or decodes to a path with an encoded slash, a dot segment or a control
/// character: two readers could take such a path for different ones.
std::optional<Target> target_of(std::string_view text);

}  // namespace dossier
