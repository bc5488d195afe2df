#pragma once
// Boxes inside JSON text. Everything else in projections moves them; what is answered to a reader
// passes through here, and only here they are opened.
#include "eventstore/keys.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace dossier {

/// The text with every {"sealed":n,"box":"…"} replaced by what `with` makes of it. The text is JSON
/// as schema/formats.hpp writes it: inside a JSON string those characters cannot stand.
std::string replace_boxes(std::string_view json,
                          const std::function<std::string(const Box&)>& with);

/// For who sees it whole: every box opened, or {"hidden":"forgotten"} where its key is gone. For
/// who does not: {"hidden":"masked"}.
std::string revealed(const Keys&, std::string_view tenant, std::string_view json, bool whole);

}  // namespace dossier
