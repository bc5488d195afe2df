#pragma once
// Text is UTF-8 in Normalization Form C. text.cpp is the one door to utf8proc.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// Unicode scalars of a text that is UTF-8.
std::size_t scalars(std::string_view utf8);

/// In NFC (Unicode Annex 15), without the blanks at its ends, its lines ended by a line feed alone;
/// nothing when it is no UTF-8.
std::optional<std::string> tidy(std::string_view text);

/// C0, DEL or C1 (ISO 6429); of those a newline and a tab are welcome in a text of several lines.
bool has_control(std::string_view utf8, bool multiline);

/// For comparing regardless of case: NFC after full case folding. What is no UTF-8 stays as it is.
std::string fold(std::string_view text);

}  // namespace dossier
