#include "base/decimal.hpp"

namespace dossier {

std::string decimal_text(std::int64_t units, int scale) {
    const bool negative = units < 0;
    std::uint64_t rest =
        negative ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    std::string digits = std::to_string(rest);
    const auto after = static_cast<std::size_t>(scale);
    if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
    std::string fraction = digits.substr(digits.size() - after);
    digits.resize(digits.size() - after);
    while (fraction.ends_with('0')) fraction.pop_back();
    return (negative ? "-" : "") + digits + (fraction.empty() ? "" : "." + fraction);
}

std::optional<std::int64_t> decimal_units(std::string_view text, int scale) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    std::uint64_t units = 0;  // ten times the most still fits
    bool point = false;
    int digits = 0, after = 0;
    for (const char c : text) {
        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return {};
        ++digits;
        if (point && ++after > scale) return {};
        units = units * 10 + static_cast<std::uint64_t>(c - '0');
        if (units > static_cast<std::uint64_t>(decimal_units_max)) return {};
    }
    if (digits == 0 || (point && after == 0)) return {};
    for (; after < scale; ++after) {
        units *= 10;
        if (units > static_cast<std::uint64_t>(decimal_units_max)) return {};
    }
    const auto whole = static_cast<std::int64_t>(units);
    return negative ? -whole : whole;
}

}  // namespace dossier
