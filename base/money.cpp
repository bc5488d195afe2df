#include "base/money.hpp"

#include "base/decimal.hpp"

namespace dossier {
namespace {

using Wide = __int128;

// ISO 4217, active codes of states and unions, by how many digits their minor unit has.
constexpr std::string_view two_digits =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
    "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
constexpr std::string_view no_digits =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view three_digits = "BHD IQD JOD KWD LYD OMR TND";

/// Among words of three letters with a blank between them.
bool listed(std::string_view words, std::string_view code) {
    for (; words.size() >= 3; words.remove_prefix(words.size() > 3 ? 4 : 3))
        if (words.substr(0, 3) == code) return true;
    return false;
}

std::optional<Money> within(Wide minor, const std::string& currency) {
    if (minor > money_minor_max || minor < -money_minor_max) return {};
    return Money{static_cast<std::int64_t>(minor), currency};
}

}  // namespace

bool is_currency(std::string_view code) {
    return listed(two_digits, code) || listed(no_digits, code) || listed(three_digits, code);
}

int minor_digits(std::string_view currency) {
    if (listed(no_digits, currency)) return 0;
    return listed(three_digits, currency) ? 3 : 2;
}

bool is_money(const Money& money) {
    return is_currency(money.currency) && within(money.minor, money.currency);
}

std::optional<Money> plus(const Money& a, const Money& b) {
    if (a.currency != b.currency) return {};
    return within(Wide{a.minor} + b.minor, a.currency);
}

std::optional<Money> minus(const Money& a, const Money& b) {
    if (a.currency != b.currency) return {};
    return within(Wide{a.minor} - b.minor, a.currency);
}

std::optional<Money> times(const Money& money, std::int64_t factor) {
    return within(Wide{money.minor} * factor, money.currency);
}

std::optional<Money> share(const Money& money, std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0) return {};
    const Wide product = Wide{money.minor} * numerator, size = product < 0 ? -product : product;
    Wide whole = size / denominator;
    const Wide twice = size % denominator * 2;
    if (twice > denominator || (twice == denominator && whole % 2 == 1)) ++whole;
    return within(product < 0 ? -whole : whole, money.currency);
}

std::string to_text(const Money& money) {
    const int digits = minor_digits(money.currency);
    std::string number = decimal_text(money.minor, digits);
    if (digits > 0) {
        const std::size_t point = number.find('.');
        if (point == std::string::npos) number += '.';
        const std::size_t after = point == std::string::npos ? 0 : number.size() - point - 1;
        number.append(static_cast<std::size_t>(digits) - after, '0');
    }
    return number + ' ' + money.currency;
}

}  // namespace dossier
