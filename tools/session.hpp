#pragma once
// A conversation with a running server, as somebody.
#include "tools/http.hpp"
#include "tools/json.hpp"
#include "tools/options.hpp"

namespace dossier::tools {

/// The token given, else the one `dossier token` left; throws CannotGoOn when there is none.
std::string token_of(const Place&);
std::filesystem::path token_file(const std::filesystem::path& data);

Http session(const Place&);

/// A refusal as the server worded it, in lines for people: what, then each wrong field.
std::string refusal_of(const HttpAnswer&);
std::string refusal_of(const json::object& problem);

/// A path as a request has it: spaces and non-ASCII encoded, what is encoded left alone.
std::string as_target(std::string_view path);

}  // namespace dossier::tools
