#pragma once
// An amount in one currency. Arithmetic says so when the result is none: nobody loses a cent by
// overflow or by adding euros to yen.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

constexpr std::int64_t money_minor_max = 9'000'000'000'000'000;  // exact in a JSON reader's double

struct Money {
    std::int64_t minor = 0;  // cents, or whatever the currency's smallest unit is
    std::string currency;    // ISO 4217: "EUR"
    bool operator==(const Money&) const = default;
};

/// A currency of ISO 4217 that is in use.
bool is_currency(std::string_view code);

/// How many digits of the minor unit stand after the point: 2 of EUR, 0 of JPY, 3 of KWD.
int minor_digits(std::string_view currency);

/// A known currency, and no more than money_minor_max of it either way.
bool is_money(const Money&);

/// Nothing when the currencies differ or the result is beyond money_minor_max.
std::optional<Money> plus(const Money&, const Money&);
std::optional<Money> minus(const Money&, const Money&);
std::optional<Money> times(const Money&, std::int64_t factor);

/// amount · numerator / denominator, halves rounded to even; the denominator is positive.
std::optional<Money> share(const Money&, std::int64_t numerator, std::int64_t denominator);

/// "12.50 EUR"
std::string to_text(const Money&);

}  // namespace dossier
