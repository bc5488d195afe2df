#pragma once
// JSON written by hand where an answer is put together of parts that are JSON already.
#include <string>
#include <string_view>

namespace dossier {

/// The text as a JSON string, with its quotes. RFC 8259 §7.
void append_quoted(std::string& to, std::string_view text);
std::string quoted(std::string_view text);

}  // namespace dossier
