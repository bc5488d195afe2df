#include "base/date.hpp"

#include "base/digits.hpp"

namespace dossier {

using namespace std::chrono;

std::string to_text(Date date) {
    const year_month_day day{sys_days{days{date.days}}};
    std::string text(10, '-');
    put_digits(&text[0], 4, static_cast<unsigned>(static_cast<int>(day.year())));
    put_digits(&text[5], 2, static_cast<unsigned>(day.month()));
    put_digits(&text[8], 2, static_cast<unsigned>(day.day()));
    return text;
}

std::optional<Date> date_of(std::string_view text) {
    if (text.size() != 10) return {};
    const auto instant = timestamp_of(std::string(text) + "T00:00:00Z");
    if (!instant) return {};
    return date_of(*instant);
}

Date date_of(Timestamp at) {
    return {floor<days>(sys_time<microseconds>{microseconds{at.us}}).time_since_epoch().count()};
}

Timestamp begin_of(Date date) { return {duration_cast<microseconds>(days{date.days}).count()}; }

}  // namespace dossier
