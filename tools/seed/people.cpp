// Who comes to work there, and whom they work for and talk to.
#include "domain/communications/communication.hpp"
#include "domain/companies/company.hpp"
#include "domain/contacts/contact.hpp"
#include "domain/users/user.hpp"
#include "tools/seed/teller.hpp"

#include <algorithm>
#include <cctype>

namespace dossier::tools::seed {
namespace {

constexpr int prospects_come_days[] = {27, 19};
constexpr double talks_per_firm = 3.4;

/// "Le Bris" → le.bris
std::string local_part(std::string_view name) {
    std::string out;
    for (const char c : name)
        out += c == ' ' ? '.' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string address(const Person& person, std::string_view domain) {
    return local_part(person.first) + "." + local_part(person.last) + "@" + std::string(domain);
}

/// Of the ranges that are kept for examples: +44 7700 900000 and on.
std::string number(std::size_t n) {
    const std::string digits = std::to_string(n);
    return "+447700900" + std::string(3 - digits.size(), '0') + digits;
}

void invite(Teller& to, const Staff& one, Timestamp at) {
    const StreamId user = to.fresh("user", at);
    const std::string email = local_part(one.first) + "@tidewater.example";
    const users::InviteUser invitation{
        .profile = {.name = {std::string(one.first) + " " + std::string(one.last)},
                    .email = {email},
                    .job_title = std::string(one.job_title),
                    .department = std::string(one.department),
                    .timezone = "Europe/London"},
        .roles = {one.role}};
    to.say(at, to.users.front(), user, invitation);
    to.users.push_back({user.text});
    to.say(to.later(at, 25), to.users.back(), user, users::AcceptInvitation{});
}

void meet(Teller& to, std::size_t firm, const Person& person, Timestamp at) {
    const Firm& there = firms()[firm];
    const StreamId id = to.fresh("contact", at);
    const UserId& by = to.sales(firm);
    contacts::RegisterContact command{
        .card = {.display_name = {std::string(person.first) + " " + std::string(person.last)},
                 .given = {{std::string(person.first)}},
                 .family = {{std::string(person.last)}},
                 .emails = {{.address = {address(person, there.domain)},
                             .label = "work",
                             .primary = true}},
                 .phones = {{.number = {{number(100 + to.guests.size())}}, .primary = true}},
                 .job_title = std::string(person.job_title)},
        .status = there.prospect ? contacts::Status::prospect : contacts::Status::active};
    to.say(at, by, id, command);
    to.say(to.later(at, 1), by, id,
           contacts::LinkContactToCompany{.company = {to.companies[firm].text},
                                          .role = std::string(person.job_title),
                                          .primary = true});
    to.guests.push_back({{id.text}, &person, firm});
    if (to.once_in(5))
        to.say(to.later(at, 3), by, id,
               contacts::SetChannelPreference{
                   .preferred = to.once_in(2) ? contacts::Channel::phone : contacts::Channel::email,
                   .do_not_contact = {contacts::Channel::sms}});
}

void win(Teller& to, std::size_t firm, Timestamp at) {
    const Firm& one = firms()[firm];
    const StreamId id = to.fresh("company", at);
    to.companies[firm] = id;
    const companies::RegisterCompany command{
        .card = {.name = std::string(one.name),
                 .domain = std::string(one.domain),
                 .website = "https://" + std::string(one.domain),
                 .industry = std::string(one.industry),
                 .billing_address =
                     Address{.city = std::string(one.city), .country = std::string(one.country)}},
        .status = one.prospect ? companies::Status::prospect : companies::Status::active};
    to.say(at, to.sales(firm), id, command);
    to.say(to.later(at, 2), to.manager(), id, Reassign<companies::Company>{to.sales(firm)});
    if (firm % 3 == 0)
        to.say(to.later(at, 4), to.manager(), id, Tag<companies::Company>{{"seasonal"}});
    for (const Person& person : one.people)
        if (!person.first.empty()) meet(to, firm, person, at = to.later(at, 5));
}

communications::Channel channel_named(std::string_view name) {
    using enum communications::Channel;
    if (name == "phone_call") return phone_call;
    if (name == "meeting") return meeting;
    return name == "video" ? video : email;
}

communications::Outcome outcome_named(std::string_view name) {
    const auto all = names(communications::Outcome{});
    const auto at = std::find(all.begin(), all.end(), name);
    return static_cast<communications::Outcome>(at - all.begin());
}

void talk(Teller& to, std::size_t firm, const Talk& about, Timestamp at) {
    const Guest& guest = to.guest_of(firm);
    const UserId& by = to.sales(firm);
    const auto fill = [&](std::string_view text) {
        return filled(text, guest.person->first, to.first_name(by), firms()[firm].name);
    };
    to.say(at, by, to.fresh("communication", at),
           communications::LogCommunication{
               .party = to.companies[firm],
               .user = by,
               .content = {.channel = channel_named(about.channel),
                           .direction = communications::Direction::out,
                           .occurred_at = {at.us - 600'000'000},
                           .subject = {{fill(about.subject)}},
                           .body = {fill(about.body)},
                           .outcome = outcome_named(about.outcome)},
               .participants = {{.who = stream(guest.id),
                                 .address = {address(*guest.person, firms()[firm].domain)},
                                 .part = communications::Part::to}}});
}

}  // namespace

void tell_of_people(Teller& to) {
    Timestamp at = to.day(story_days);
    for (const Staff& one : staff().subspan(1)) invite(to, one, at = to.later(at, 4));
    at = to.later(at, 60);
    to.companies.resize(firms().size());
    std::size_t prospects = 0;
    for (std::size_t firm = 0; firm < firms().size(); ++firm)
        win(to, firm,
            firms()[firm].prospect ? to.day(prospects_come_days[prospects++])
                                   : at = to.at_work(to.later(at, 25)));
}

void tell_of_sales(Teller& to) {
    for (std::size_t firm = 0; firm < firms().size(); ++firm) {
        const bool prospect = firms()[firm].prospect;
        const double first = prospect ? 13 : story_days - 5;
        const auto count = static_cast<std::size_t>(talks_per_firm) + (prospect ? 2 : 0);
        const std::size_t from = to.any(talks().size());
        for (std::size_t i = 0; i < count; ++i)
            talk(to, firm, talks()[(from + i) % talks().size()],
                 to.day(first * static_cast<double>(count - i) / static_cast<double>(count)));
    }
    for (std::size_t firm = 0; firm < firms().size(); ++firm)
        if (firms()[firm].prospect) {
            to.say(to.day(3), to.manager(), to.companies[firm],
                   companies::ChangeCompanyStatus{companies::Status::active, "They signed."});
            break;  // the other one is still thinking
        }
}

}  // namespace dossier::tools::seed
