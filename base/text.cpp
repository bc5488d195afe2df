#include "base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace dossier {
namespace {

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

/// The scalar at the front and how many bytes it takes; 0 bytes when there is no right one.
struct Front {
    utf8proc_int32_t scalar = 0;
    std::size_t bytes = 0;
};
Front front(std::string_view text) {
    Front made;
    const auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                    static_cast<utf8proc_ssize_t>(text.size()), &made.scalar);
    if (n > 0) made.bytes = static_cast<std::size_t>(n);
    return made;
}

bool is_blank(utf8proc_int32_t scalar) {
    if (scalar == ' ' || scalar == '\t' || scalar == '\r' || scalar == '\n') return true;
    const auto category = utf8proc_category(scalar);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

std::string_view trimmed(std::string_view utf8) {
    while (!utf8.empty()) {
        const Front first = front(utf8);
        if (!is_blank(first.scalar)) break;
        utf8.remove_prefix(first.bytes);
    }
    while (!utf8.empty()) {
        std::size_t last = utf8.size() - 1;
        while (last > 0 && (utf8[last] & 0xc0) == 0x80) --last;
        if (!is_blank(front(utf8.substr(last)).scalar)) break;
        utf8.remove_suffix(utf8.size() - last);
    }
    return utf8;
}

/// CR LF and a lone CR become LF.
std::string one_line_end(std::string_view text) {
    std::string made(text.substr(0, text.find('\r')));
    for (std::size_t i = made.size(); i < text.size(); ++i) {
        const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!pair) made.push_back(text[i] == '\r' ? '\n' : text[i]);
    }
    return made;
}

/// Nothing when it is no UTF-8.
std::optional<std::string> mapped(std::string_view text, int options) {
    utf8proc_uint8_t* made = nullptr;
    const auto n = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                static_cast<utf8proc_ssize_t>(text.size()), &made,
                                static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(made, &std::free);
    if (n < 0) return {};
    return std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(n));
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t bytes = (text.front() & 0x80) == 0 ? 1 : front(text).bytes;
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

std::size_t scalars(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::optional<std::string> tidy(std::string_view text) {
    if (is_ascii(text)) return one_line_end(trimmed(text));
    const auto composed = mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (!composed) return {};
    return one_line_end(trimmed(*composed));
}

bool has_control(std::string_view utf8, bool multiline) {
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte < 0x20 && !(multiline && (byte == '\n' || byte == '\t'))) return true;
        if (byte == 0x7f) return true;
        // C1 is U+0080 to U+009F: 0xC2 and a byte up to 0x9F
        if (byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0)
            return true;
    }
    return false;
}

std::string fold(std::string_view text) {
    if (!is_ascii(text)) {
        auto folded = mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
        return folded ? std::move(*folded) : std::string(text);
    }
    std::string folded(text);
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return folded;
}

}  // namespace dossier
