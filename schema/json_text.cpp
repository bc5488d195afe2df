#include "schema/json_text.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

namespace dossier {
namespace {

namespace json = boost::json;
using Code = json::error_code;
using Text = json::string_view;

/// What json::basic_parser calls as it reads; we only want to know whether it comes to the end.
struct Nothing {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t, Code&) { return true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t, Code&) { return true; }
    bool on_key_part(Text, std::size_t, Code&) { return true; }
    bool on_key(Text, std::size_t, Code&) { return true; }
    bool on_string_part(Text, std::size_t, Code&) { return true; }
    bool on_string(Text, std::size_t, Code&) { return true; }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t, Text, Code&) { return true; }
    bool on_uint64(std::uint64_t, Text, Code&) { return true; }
    bool on_double(double, Text, Code&) { return true; }
    bool on_bool(bool, Code&) { return true; }
    bool on_null(Code&) { return true; }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }
};

std::uint32_t hex4(std::string_view digits) {
    std::uint32_t number = 0;
    for (const char c : digits.substr(0, 4)) {
        const char small = static_cast<char>(c | 0x20);
        number =
            number << 4 | static_cast<std::uint32_t>(small >= 'a' ? small - 'a' + 10 : c - '0');
    }
    return number;
}

void append_utf8(std::string& to, std::uint32_t scalar) {
    const auto put = [&](std::uint32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (scalar < 0x80) return put(scalar);
    if (scalar < 0x800) {
        put(0xc0 | scalar >> 6);
    } else {
        if (scalar < 0x10000) {
            put(0xe0 | scalar >> 12);
        } else {
            put(0xf0 | scalar >> 18);
            put(0x80 | (scalar >> 12 & 0x3f));
        }
        put(0x80 | (scalar >> 6 & 0x3f));
    }
    put(0x80 | (scalar & 0x3f));
}

/// Takes what comes after a backslash off the front.
void append_escape(std::string& to, std::string_view& text) {
    const char c = text.front();
    text.remove_prefix(1);
    switch (c) {
        case 'b': return to.push_back('\b');
        case 'f': return to.push_back('\f');
        case 'n': return to.push_back('\n');
        case 'r': return to.push_back('\r');
        case 't': return to.push_back('\t');
        case 'u': break;
        default: return to.push_back(c);  // a quote, a slash, a backslash
    }
    std::uint32_t scalar = hex4(text);
    text.remove_prefix(4);
    if (scalar >= 0xd800 && scalar < 0xdc00) {  // the parser has seen that the other half follows
        scalar = 0x10000 + ((scalar - 0xd800) << 10) + (hex4(text.substr(2)) - 0xdc00);
        text.remove_prefix(6);
    }
    append_utf8(to, scalar);
}

/// How long the string is that begins here, with both quotes. A quote after an odd number of
/// backslashes is part of it.
std::size_t string_size(std::string_view text) {
    for (std::size_t end = text.find('"', 1);; end = text.find('"', end + 1)) {
        std::size_t slashes = 0;
        while (text[end - 1 - slashes] == '\\') ++slashes;
        if (slashes % 2 == 0) return end + 1;
    }
}

/// Where the first character is that cannot stand in a JSON string as it is; else the size. Eight
/// at a time: a byte of `found` is not 0 only where one is below 0x20, a quote or a backslash, or
/// after such a one.
std::size_t first_to_escape(std::string_view text, std::size_t from) {
    constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    const auto zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes & highs; };
    for (; from + 8 <= text.size(); from += 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + from, 8);
        const std::uint64_t low = (bytes - ones * 0x20) & ~bytes & highs;
        if ((low | zero(bytes ^ ones * '"') | zero(bytes ^ ones * '\\')) != 0) break;
    }
    for (; from < text.size(); ++from) {
        const auto c = static_cast<unsigned char>(text[from]);
        if (c < 0x20 || c == '"' || c == '\\') break;
    }
    return from;
}

bool ends_word(char c) {
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::optional<std::string> not_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = json_depth_max;
    json::basic_parser<Nothing> parser(options);
    Code why;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), why);
    if (why) return why.message();
    if (text.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
        return "something follows the value";
    return {};
}

void append_quoted(std::string& to, std::string_view utf8) {
    to.push_back('"');
    std::size_t plain = 0;  // from here on nothing is written yet
    for (;;) {
        const std::size_t i = first_to_escape(utf8, plain);
        to.append(utf8.substr(plain, i - plain));
        if (i == utf8.size()) break;
        plain = i + 1;
        switch (const auto c = static_cast<unsigned char>(utf8[i])) {
            case '"': to += "\\\""; break;
            case '\\': to += "\\\\"; break;
            case '\b': to += "\\b"; break;
            case '\f': to += "\\f"; break;
            case '\n': to += "\\n"; break;
            case '\r': to += "\\r"; break;
            case '\t': to += "\\t"; break;
            default:
                to += "\\u00";
                to.push_back("0123456789abcdef"[c >> 4]);
                to.push_back("0123456789abcdef"[c & 15]);
        }
    }
    to.push_back('"');
}

std::string quoted(std::string_view utf8) {
    std::string made;
    append_quoted(made, utf8);
    return made;
}

std::string_view JsonCursor::raw() {
    skip_blanks();
    const char* const text = rest_.data();
    std::size_t i = 0, depth = 0;
    do {
        switch (text[i]) {
            case '"': i += string_size(rest_.substr(i)); break;
            case '{':
            case '[':
                ++depth;
                ++i;
                break;
            case '}':
            case ']':
                --depth;
                ++i;
                break;
            case ',':
            case ':':
            case ' ':
            case '\t':
            case '\n':
            case '\r': ++i; break;
            default:  // a number, true, false, null
                while (i < rest_.size() && !ends_word(text[i])) ++i;
        }
    } while (depth > 0);
    const std::string_view value = rest_.substr(0, i);
    rest_.remove_prefix(i);
    return value;
}

std::optional<std::int64_t> JsonCursor::whole() {
    const std::string_view text = raw();
    std::int64_t number = 0;
    const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (why != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

std::string_view JsonCursor::string(std::string& scratch) {
    skip_blanks();
    const std::size_t size = string_size(rest_);
    std::string_view inside = rest_.substr(1, size - 2);
    rest_.remove_prefix(size);
    std::size_t escape = inside.find('\\');
    if (escape == std::string_view::npos) return inside;
    scratch.clear();
    for (; escape != std::string_view::npos; escape = inside.find('\\')) {
        scratch.append(inside.substr(0, escape));
        inside.remove_prefix(escape + 1);
        append_escape(scratch, inside);
    }
    scratch.append(inside);
    return scratch;
}

bool JsonCursor::enter() {
    skip_blanks();
    rest_.remove_prefix(1);
    skip_blanks();
    if (rest_.front() != '}' && rest_.front() != ']') return true;
    rest_.remove_prefix(1);
    return false;
}

bool JsonCursor::more() {
    skip_blanks();
    const bool another = rest_.front() == ',';
    rest_.remove_prefix(1);
    return another;
}

std::string_view JsonCursor::key(std::string& scratch) {
    const std::string_view name = string(scratch);
    skip_blanks();
    rest_.remove_prefix(1);  // the colon
    return name;
}

}  // namespace dossier
