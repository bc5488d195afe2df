#pragma once
// A sealed value as it stands in JSON.
#include "schema/json_text.hpp"
#include "schema/personal.hpp"

namespace dossier {

/// box := {"sealed":n,"box":base64}, in either order. Nothing when the next value is another; the
/// cursor is then somewhere in it.
std::optional<Box> take_box(JsonCursor& from);

}  // namespace dossier
