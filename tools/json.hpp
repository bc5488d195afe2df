#pragma once
// JSON as the tools read and show it. This folder's door to Boost.JSON.
#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dossier::tools {

namespace json = boost::json;

/// Nothing when it is no JSON.
std::optional<json::value> parsed(std::string_view text);

/// The text of a member; empty when there is none or it is no text.
std::string text_of(const json::object&, std::string_view name);

/// As people read it: a text without quotes, a hidden value as (masked) or (forgotten), null and
/// absence as nothing, an instant without its fraction, anything else as JSON.
std::string shown(const json::value&);

}  // namespace dossier::tools
