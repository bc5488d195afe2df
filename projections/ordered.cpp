#include "projections/ordered.hpp"

#include "base/big_endian.hpp"

#include <algorithm>
#include <charconv>

namespace dossier {
namespace {

constexpr std::uint64_t sign = std::uint64_t{1} << 63;
constexpr std::int64_t day_us = std::int64_t{86'400} * 1'000'000;

int nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

void put_value(std::string& to, const Kind& kind, const void* value) {
    switch (kind.shape) {
        case Shape::boolean: to.push_back(as<bool>(value) ? 1 : 0); return;
        case Shape::integer: put_number(to, as<std::int64_t>(value)); return;
        case Shape::timestamp: put_number(to, as<Timestamp>(value).us); return;
        case Shape::choice: to.push_back(static_cast<char>(as<std::uint8_t>(value))); return;
        case Shape::text:
        case Shape::id: put_text(to, as<std::string>(value)); return;
        case Shape::optional:
            if (const void* inner = kind.peek(value)) {
                to.push_back(1);
                put_value(to, *kind.inner, inner);
            } else {
                to += ordered_null;
            }
            return;
        default: return;
    }
}

std::optional<std::string> number_from_text(std::string_view text) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    std::string bytes;
    put_number(bytes, n);
    return bytes;
}

std::optional<std::string> instant_from_text(std::string_view text, bool last) {
    std::optional<Timestamp> at = timestamp_of(text);
    if (!at && text.size() == 10) {
        at = timestamp_of(std::string(text) + "T00:00:00Z");
        if (at && last) at->us += day_us - 1;
    }
    if (!at) return {};
    std::string bytes;
    put_number(bytes, at->us);
    return bytes;
}

}  // namespace

void put_text(std::string& to, std::string_view text) {
    for (const char c : text) {
        to.push_back(c);
        if (c == 0) to.push_back(static_cast<char>(255));
    }
    to.push_back(0);
    to.push_back(1);
}

std::string take_text(std::string_view& from) {
    std::string text;
    std::size_t i = 0;
    for (; i + 1 < from.size() && !(from[i] == 0 && from[i + 1] == 1); ++i) {
        text.push_back(from[i]);
        if (from[i] == 0) ++i;
    }
    from.remove_prefix(std::min(i + 2, from.size()));
    return text;
}

void put_number(std::string& to, std::int64_t n) { put(to, static_cast<std::uint64_t>(n) ^ sign); }

std::int64_t take_number(std::string_view& from) {
    const std::uint64_t n = get<std::uint64_t>(from);
    from.remove_prefix(sizeof n);
    return static_cast<std::int64_t>(n ^ sign);
}

void put_uuid(std::string& to, std::string_view uuid) {
    for (std::size_t i = 0; i + 1 < uuid.size(); i += 2) {
        if (uuid[i] == '-') ++i;
        to.push_back(static_cast<char>(nibble(uuid[i]) << 4 | nibble(uuid[i + 1])));
    }
}

std::string uuid_of(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        text.push_back(digits[static_cast<unsigned char>(bytes[i]) >> 4]);
        text.push_back(digits[static_cast<unsigned char>(bytes[i]) & 15]);
    }
    return text;
}

std::string_view uuid_part(const StreamId& id) {
    return std::string_view(id.text).substr(id.text.find('/') + 1);
}

std::string tenant_key(std::string_view tenant) {
    std::string key(tenant);
    key.push_back(0);
    return key;
}

bool is_ordered(const Kind& kind) {
    switch (kind.shape) {
        case Shape::boolean:
        case Shape::integer:
        case Shape::timestamp:
        case Shape::choice:
        case Shape::text:
        case Shape::id: return true;
        case Shape::optional:
        case Shape::list: return is_ordered(*kind.inner);
        default: return false;
    }
}

std::vector<std::string> ordered(const Kind& kind, const void* value) {
    std::vector<std::string> all;
    if (kind.shape == Shape::list) {
        for (std::size_t i = 0; i < kind.size(value); ++i)
            put_value(all.emplace_back(), *kind.inner, kind.at(value, i));
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    } else {
        put_value(all.emplace_back(), kind, value);
    }
    return all;
}

std::optional<std::string> ordered_from_text(const Kind& kind, std::string_view text, bool last) {
    switch (kind.shape) {
        case Shape::boolean:
            if (text == "true") return std::string(1, 1);
            if (text == "false") return std::string(1, 0);
            return {};
        case Shape::integer: return number_from_text(text);
        case Shape::timestamp: return instant_from_text(text, last);
        case Shape::choice: {
            const auto found = std::find(kind.choices.begin(), kind.choices.end(), text);
            if (found == kind.choices.end()) return {};
            return std::string(1, static_cast<char>(found - kind.choices.begin()));
        }
        case Shape::id:
            if (!is_stream_id(text)) return {};
            [[fallthrough]];
        case Shape::text: {
            std::string bytes;
            put_text(bytes, text);
            return bytes;
        }
        case Shape::optional: {
            auto inner = ordered_from_text(*kind.inner, text, last);
            if (inner) inner->insert(0, 1, 1);
            return inner;
        }
        case Shape::list: return ordered_from_text(*kind.inner, text, last);
        default: return {};
    }
}

}  // namespace dossier
