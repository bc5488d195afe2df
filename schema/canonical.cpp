// Canonical JSON, RFC 8785: members by the UTF-16 of their names, numbers as ECMAScript writes
// them.
#include "schema/formats.hpp"
#include "schema/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dossier {
namespace {

/// The next UTF-16 unit or pair of a text, as a number that sorts as the units do: a pair comes
/// before U+E000 to U+FFFF.
std::uint32_t take_sort_key(std::string_view& utf8) {
    const auto first = static_cast<unsigned char>(utf8.front());
    const std::size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    std::uint32_t scalar = bytes == 1 ? first : first & (0xffu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i)
        scalar = scalar << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3fu);
    utf8.remove_prefix(bytes);
    const std::uint32_t first_unit =
        scalar < 0x10000 ? scalar : 0xd800 + ((scalar - 0x10000) >> 10);
    return first_unit << 10 | (scalar < 0x10000 ? 0 : (scalar - 0x10000) & 0x3ff);
}

bool before(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        const std::uint32_t left = take_sort_key(a), right = take_sort_key(b);
        if (left != right) return left < right;
    }
    return a.size() < b.size();
}

/// ECMA-262 Number::toString: the shortest digits that give the number back.
std::string ecmascript(double number) {
    if (number == 0) return "0";
    char text[32];
    const auto end =
        std::to_chars(text, text + sizeof text, std::fabs(number), std::chars_format::scientific)
            .ptr;
    const std::string_view scientific(text, static_cast<std::size_t>(end - text));
    const std::size_t e = scientific.find('e');
    std::string digits(1, scientific[0]);
    if (e > 2) digits += scientific.substr(2, e - 2);
    const int exponent = std::stoi(std::string(scientific.substr(e + 1)));
    const int count = static_cast<int>(digits.size()), point = exponent + 1;

    std::string made = number < 0 ? "-" : "";
    if (count <= point && point <= 21)
        return made + digits + std::string(static_cast<std::size_t>(point - count), '0');
    if (0 < point && point <= 21)
        return made + digits.insert(static_cast<std::size_t>(point), 1, '.');
    if (-6 < point && point <= 0)
        return made + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    if (count > 1) digits.insert(1, 1, '.');
    return made + digits + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

class Canon {
public:
    bool sound = true;  // no name twice, no number too great

    void value(JsonCursor& from, std::string& to) {
        switch (from.peek()) {
            case '{': return object(from, to);
            case '[': return list(from, to);
            case '"': {
                std::string scratch;
                return append_quoted(to, from.string(scratch));
            }
            case 't':
            case 'f':
            case 'n': to += from.raw(); return;
            default: return number(from.raw(), to);
        }
    }

private:
    struct Member {
        std::string name, value;
    };

    void object(JsonCursor& from, std::string& to) {
        std::vector<Member> members;
        for (bool more = from.enter(); more; more = from.more()) {
            std::string scratch;
            Member& member = members.emplace_back(Member{std::string(from.key(scratch)), {}});
            value(from, member.value);
        }
        std::sort(members.begin(), members.end(),
                  [](const Member& a, const Member& b) { return before(a.name, b.name); });
        const auto twice =
            std::adjacent_find(members.begin(), members.end(),
                               [](const Member& a, const Member& b) { return a.name == b.name; });
        if (twice != members.end()) sound = false;
        to.push_back('{');
        for (const Member& member : members) {
            if (&member != &members.front()) to.push_back(',');
            append_quoted(to, member.name);
            to.push_back(':');
            to += member.value;
        }
        to.push_back('}');
    }

    void list(JsonCursor& from, std::string& to) {
        to.push_back('[');
        bool first = true;
        for (bool more = from.enter(); more; more = from.more(), first = false) {
            if (!first) to.push_back(',');
            value(from, to);
        }
        to.push_back(']');
    }

    void number(std::string_view text, std::string& to) {
        double number = 0;
        const auto why = std::from_chars(text.data(), text.data() + text.size(), number).ec;
        // Out of range is said of what is too great and of what is too small, which is 0.
        if (why == std::errc::result_out_of_range)
            number = std::strtod(std::string(text).c_str(), nullptr);
        if (!std::isfinite(number)) sound = false;
        to += std::isfinite(number) ? ecmascript(number) : "0";
    }
};

}  // namespace

std::optional<std::string> canonical_json(std::string_view json) {
    if (not_json(json)) return {};
    Canon canon;
    JsonCursor from(json);
    std::string made;
    canon.value(from, made);
    if (!canon.sound) return {};
    return made;
}

}  // namespace dossier
