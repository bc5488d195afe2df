#pragma once
// Who is in the story: a small firm that makes booking and till software for places by the water,
// and the people it works for. Names are made up, domains and numbers are those kept for examples.
#include "domain/kernel/role.hpp"

#include <array>
#include <span>
#include <string_view>

namespace dossier::tools::seed {

constexpr std::string_view tenant = "tidewater";
constexpr std::string_view tenant_name = "Tidewater Systems";

struct Staff {
    std::string_view first, last, job_title, department;
    Role role;
};

/// The first is the administrator who was there before anybody.
std::span<const Staff> staff();

struct Person {
    std::string_view first, last, job_title;
};

struct Firm {
    std::string_view name, domain, industry, city, country;
    bool prospect = false;              // not a customer when the story begins
    std::array<Person, 4> people = {};  // an empty name is nobody
};

std::span<const Firm> firms();

/// What sales talks about with them.
struct Talk {
    std::string_view channel, outcome, subject, body;
};
std::span<const Talk> talks();

}  // namespace dossier::tools::seed
