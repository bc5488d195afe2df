#pragma once
// Decimal fractions counted in whole units, never floats: Decimal<8> of 1.25 is 125,000,000.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

constexpr std::int64_t decimal_units_max = 999'999'999'999'999'999;  // 18 digits in all

template <int digits>
struct Decimal {
    static_assert(digits >= 0 && digits <= 18);
    static constexpr int scale = digits;  // how many digits stand after the point

    std::int64_t units = 0;
    auto operator<=>(const Decimal&) const = default;
};

using Rate = Decimal<8>;      // of exchange
using Quantity = Decimal<3>;  // of goods, hours, …

/// decimal := ["-"] digit+ ["." digit+], the shortest that says it: "1.25", "-0.5", "3".
std::string decimal_text(std::int64_t units, int scale);

/// Nothing when it is no decimal, has more digits after the point than `scale`, or more than 18.
std::optional<std::int64_t> decimal_units(std::string_view text, int scale);

template <int digits>
std::string to_text(Decimal<digits> decimal) {
    return decimal_text(decimal.units, digits);
}

}  // namespace dossier
