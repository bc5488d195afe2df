#pragma once
// What goes wrong at places by the water, and how it is talked about. {first} is the client's first
// name, {me} that of whoever answers, {firm} where the client works.
#include "domain/cases/commands.hpp"

#include <array>
#include <span>
#include <string_view>

namespace dossier::tools::seed {

using Lines = std::array<std::string_view, 4>;  // in the order in which they are said

struct Trouble {
    std::string_view title;
    cases::Problem type;
    cases::Priority priority;
    Lines client;  // what the client writes or says
    Lines answer;  // what we write back
    Lines note;    // what we write down for ourselves
    std::string_view hold;
    std::string_view code, summary;  // of the solution
};

std::span<const Trouble> troubles();

/// The one that is worth reading: it comes back, twice.
const Trouble& long_trouble();

/// What happens in a case, one after the other. What comes after today has not happened yet.
enum class Beat : std::uint8_t {
    opens,     // with what the client wrote first
    is_taken,  // by somebody in support
    note,
    answer,
    waits_for_them,
    waits_for_us,
    reply,  // the client writes again: what follows, the house decides
    goes_to_tech,
    more_urgent,
    new_deadline,
    goes_on,
    solved,
    closed,
    unwanted
};
struct Turn {
    Beat beat;
    int after_minutes;  // of the turn before, at most; working hours
};
struct Course {
    std::span<const Turn> turns;
    int deadline_hours = 0;  // 0: none
};
std::span<const Course> courses();
const Course& long_course();

}  // namespace dossier::tools::seed
