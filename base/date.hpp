#pragma once
// A day of the calendar, nowhere in particular: a birthday, a due date, the day of a rate.
#include "base/time.hpp"

namespace dossier {

/// Days since 1970-01-01 in the Gregorian calendar.
struct Date {
    std::int64_t days = 0;
    auto operator<=>(const Date&) const = default;
};

/// date := 4 digits "-" 2 digits "-" 2 digits, as in 2024-03-27; sorts as time does. RFC 3339
/// full-date.
std::string to_text(Date);

/// Nothing when there is no such day in the years 1 to 9999.
std::optional<Date> date_of(std::string_view text);

/// The day it is then in UTC.
Date date_of(Timestamp);

/// When this day begins in UTC.
Timestamp begin_of(Date);

}  // namespace dossier
