#include "tools/seed/teller.hpp"

#include <algorithm>

namespace dossier::tools::seed {
namespace {

using namespace std::chrono;

constexpr auto opening = 8h, closing = 17h;

sys_time<microseconds> as_time(Timestamp at) { return sys_time<microseconds>{microseconds{at.us}}; }
Timestamp as_stamp(sys_time<microseconds> at) { return {at.time_since_epoch().count()}; }

}  // namespace

Teller::Teller(Timestamp instant, std::uint64_t seed, const UserId& admin)
    : now(instant), users{admin}, chance_(seed), ids_(seed) {}

void Teller::add(Timestamp at, const UserId& who, const StreamId& about, Payload command) {
    if (at > now) return;
    const std::string id = uuid7(at, ids_);
    steps.push_back({at, who, {.id = id, .stream = about, .payload = std::move(command)}});
}

StreamId Teller::fresh(std::string_view kind, Timestamp at) {
    return {std::string(kind) + "/" + uuid7(at, ids_)};
}

Timestamp Teller::day(double ago) {
    const auto back = microseconds{static_cast<std::int64_t>(ago * 24 * 3600 * 1e6)};
    const auto midnight = floor<days>(as_time(now) - back);
    return at_work(as_stamp(midnight + opening + minutes{any(500)}));
}

Timestamp Teller::at_work(Timestamp at) {
    auto time = as_time(at);
    for (;;) {
        const auto midnight = floor<days>(time);
        const unsigned weekday_of = weekday{midnight}.iso_encoding();
        if (weekday_of > 5 || time - midnight >= closing)
            time = midnight + days{1} + opening + minutes{any(90)};
        else if (time - midnight < opening)
            time = midnight + opening + minutes{any(45)};
        else
            return as_stamp(time);
    }
}

Timestamp Teller::later(Timestamp at, int at_most) {
    const int least = at_most * 2 / 5;
    const auto by =
        minutes{least + static_cast<int>(any(static_cast<std::size_t>(at_most - least) + 1))};
    return at + duration_cast<microseconds>(by + seconds{1 + any(58)});
}

std::string_view Teller::first_name(const UserId& user) const {
    const auto found = std::find(users.begin(), users.end(), user);
    return staff()[static_cast<std::size_t>(found - users.begin())].first;
}

Guest& Teller::guest_of(std::size_t firm) {
    std::vector<Guest*> there;
    for (Guest& guest : guests)
        if (guest.firm == firm) there.push_back(&guest);
    return *there[any(there.size())];
}

std::string filled(std::string_view text, std::string_view first, std::string_view me,
                   std::string_view firm) {
    std::string out(text);
    const auto put = [&](std::string_view mark, std::string_view name) {
        for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at))
            out.replace(at, mark.size(), name);
    };
    put("{first}", first);
    put("{me}", me);
    put("{firm}", firm);
    return out;
}

Story story(Timestamp now, std::uint64_t seed, const UserId& admin) {
    Teller teller(now, seed, admin);
    tell_of_people(teller);
    tell_of_sales(teller);
    const auto [client, the_case] = tell_of_cases(teller);
    std::stable_sort(teller.steps.begin(), teller.steps.end(),
                     [](const Step& a, const Step& b) { return a.at < b.at; });
    return {std::move(teller.steps), client, the_case};
}

}  // namespace dossier::tools::seed
