#pragma once
// An answer as people or spreadsheets read it.
#include "tools/json.hpp"

namespace dossier::tools {

/// The rows of an answer: its `items`, or itself.
const json::array* items_of(const json::value& answer);

/// A list as a table, a board as columns side by side, a record line by line; ends with a newline.
std::string drawn(const json::value& answer, std::size_t columns);

/// RFC 4180: a header, then a line per item; nested members as a.b.
std::string as_csv(const json::value& answer);

}  // namespace dossier::tools
