#pragma once
// What happened, a line or two each: timelines, threads and audit trails.
#include "tools/json.hpp"

namespace dossier::tools {

/// Whether the items are of that kind: each with when it occurred, or with what it changed.
bool is_chronicle(const json::array& items);

std::string chronicle(const json::array& items, std::size_t columns);

}  // namespace dossier::tools
