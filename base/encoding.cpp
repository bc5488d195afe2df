// Bytes as text: hexadecimal and the two alphabets of base64. One text for one run of bytes: what
// is not the text we would write ourselves is refused.
#include "base/crypto.hpp"

namespace dossier {
namespace {

constexpr std::string_view standard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) text.push_back(alphabet[held >> (bits - 6) & 63]);
    }
    if (bits > 0) text.push_back(alphabet[held << (6 - bits) & 63]);
    return text;
}

using Digits = std::array<signed char, 256>;  // the value of each character, -1 of a foreign one

Digits digits_of(std::string_view alphabet) {
    Digits digits;
    digits.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        digits[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
    return digits;
}

std::optional<std::string> decode(std::string_view text, const Digits& digits) {
    if (text.size() % 4 == 1) return {};
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const int digit = digits[static_cast<unsigned char>(c)];
        if (digit < 0) return {};
        held = held << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<char>(held >> bits));
    }
    if ((held & ((1u << bits) - 1)) != 0) return {};
    return bytes;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        text.push_back("0123456789abcdef"[static_cast<unsigned char>(c) >> 4]);
        text.push_back("0123456789abcdef"[c & 15]);
    }
    return text;
}

std::string to_base64(std::string_view bytes) {
    std::string text = encode(bytes, standard);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    static const Digits digits = digits_of(standard);
    if (text.size() % 4 != 0) return {};
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    return decode(text, digits);
}

std::string to_base64url(std::string_view bytes) { return encode(bytes, url_safe); }

std::optional<std::string> from_base64url(std::string_view text) {
    static const Digits digits = digits_of(url_safe);
    return decode(text, digits);
}

}  // namespace dossier
