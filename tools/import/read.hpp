#pragma once
// Dumps of other systems, as rows. Every document and line is bounded, so a file may be of any
// size; one that is broken is reported and the next one read.
#include "tools/json.hpp"

#include <functional>
#include <istream>

namespace dossier::tools {

constexpr std::size_t row_bytes_max = 1 << 20;

/// What stands on a line: its fields as plain JSON, or why they cannot be read.
struct Row {
    std::size_t line = 0;  // the first of it, from 1
    std::optional<json::object> fields;
    std::string why;
};
using TakeRow = std::function<void(Row)>;

/// As mongoexport writes: documents one to a line, or pretty over several, or one array of them.
/// A document begins at the start of a line or after the one before it; so one whose braces do not
/// close ends where a line starts with the next brace.
void read_extended_json(std::istream&, const TakeRow&);

/// RFC 4180, with a header; an empty cell is an absent field. Every value is a text.
///     file := line {line} ;  line := cell {"," cell} (CRLF | LF) ;  cell := {char} | '"' … '"'
void read_csv(std::istream&, const TakeRow&);

/// MongoDB Extended JSON v2, relaxed or canonical, as the plain value it stands for: an ObjectId
/// and a decimal as text, an instant as RFC 3339, a number as a number.
json::value plain(const json::value&);

}  // namespace dossier::tools
