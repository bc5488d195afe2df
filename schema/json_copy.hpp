#pragma once
// JSON from outside that is kept as it came.
#include "schema/errors.hpp"
#include "schema/json_text.hpp"

namespace dossier {

/// The next value without the blanks between its tokens, otherwise byte for byte. A name that comes
/// twice in one object is an error.
std::string copy_json(JsonCursor& from, const Path& at, Errors&);

}  // namespace dossier
