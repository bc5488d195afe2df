#include "bench/workload.hpp"

#include "domain/kernel/meta.hpp"
#include "schema/json_text.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::bench {
namespace {

// The mix of every hundred commands, as far as it is built.
constexpr struct {
    const char* command;
    double share;
} mix[] = {{"LogCommunication", 22.0}, {"RecordCaseUpdate", 9.0}, {"UpdateContact", 4.5},
           {"MoveCase", 3.6},          {"OpenCase", 2.0},         {"AssignCase", 1.8},
           {"RegisterContact", 1.8},   {"UpdateCompany", 0.7},    {"RegisterCompany", 0.6}};

constexpr double retries = 0.01, invalid = 0.02;
constexpr std::size_t users = 60, contacts_per_company = 4, cases_per_1000_contacts = 420;
constexpr std::int64_t day_us = 86'400'000'000, first_day_us = 1'767'225'600'000'000;  // 2026
constexpr double pause_us = 2e6;  // mean time between two commands
constexpr double hot = 0.99;      // how uneven clients are touched

double all_shares() {
    double sum = 0;
    for (const auto& one : mix) sum += one.share;
    return sum;
}

/// {"a":1,"b":2} of names and JSON, in turn.
std::string object(std::initializer_list<std::string> parts) {
    std::string made = "{";
    bool name = true;
    for (const std::string& part : parts) {
        if (name)
            append_quoted(made += made.size() > 1 ? "," : "", part);
        else
            made += ":" + part;
        name = !name;
    }
    return made + "}";
}

}  // namespace

Workload::Workload(std::uint64_t seed, std::size_t contacts, std::string tenant)
    : chance_(seed),
      ids_(seed),
      contacts_max_(contacts),
      tenant_(std::move(tenant)),
      now_{first_day_us} {}

std::vector<Workload::Share> Workload::shares() {
    std::vector<Share> shares;
    for (const auto& one : mix) shares.push_back({one.command, 100 * one.share / all_shares()});
    return shares;
}

std::vector<Asked> Workload::population() {
    std::vector<Asked> all{found_tenant()};
    users_.push_back(admin_);
    all.push_back(ask("AcceptInvitation", "{}", admin_));
    for (std::size_t i = 1; i < users; ++i) {
        const std::string stream = new_stream("user"), n = std::to_string(i);
        Asked invited =
            ask("InviteUser",
                object({"name", dossier::quoted(words_.name(chance_)), "email",
                        dossier::quoted("user" + n + "@example.com"), "roles", R"(["support"])"}),
                stream);
        invited.actor = admin_;
        all.push_back(std::move(invited));
        Asked accepted = ask("AcceptInvitation", "{}", stream);
        accepted.actor = stream;
        all.push_back(std::move(accepted));
        users_.push_back(stream);
    }
    for (std::size_t i = 0; i < std::max<std::size_t>(contacts_max_, 4); ++i) {
        if (i % contacts_per_company == 0) all.push_back(register_company());
        all.push_back(register_contact());
    }
    for (std::size_t i = 0; i < contacts_max_ * cases_per_1000_contacts / 1000 + 1; ++i)
        all.push_back(open_case());
    return all;
}

Asked Workload::found_tenant() {
    Asked found =
        ask("OpenTenant", R"({"slug":")" + tenant_ +
                              R"(","name":"Bench","base_currency":"EUR",)"
                              R"("admin_name":"Ada Admin","admin_email":"ada@example.com"})");
    admin_ = "user/" + derived_id({.at = found.at, .now = found.at, .command = found.id}, "admin");
    found.actor.clear();
    return found;
}

Asked Workload::next() {
    now_.us += static_cast<std::int64_t>(chance_.exponential(pause_us)) + 1;
    if (!last_.id.empty() && chance_.happens(retries)) return last_;
    if (chance_.happens(invalid)) {
        Asked wrong = ask("AssignCase", R"({"assignee":"user/nobody"})", recent_case().stream);
        return last_ = wrong;
    }
    double at = chance_.part() * all_shares();
    for (const auto& one : mix)
        if ((at -= one.share) < 0) return last_ = make(one.command);
    return last_ = log_communication();
}

std::vector<Asked> Workload::next(std::size_t commands) {
    std::vector<Asked> all;
    all.reserve(commands);
    while (all.size() < commands) all.push_back(next());
    return all;
}

Asked Workload::make(const std::string& command) {
    if (command == "RecordCaseUpdate") return record_update();
    if (command == "UpdateContact") return update_contact();
    if (command == "MoveCase") return move_case();
    if (command == "OpenCase") return open_case();
    if (command == "AssignCase") return assign_case();
    if (command == "RegisterContact") return register_contact();
    if (command == "UpdateCompany") return update_company();
    if (command == "RegisterCompany") return register_company();
    return log_communication();
}

Asked Workload::ask(std::string type, std::string data, const std::string& stream) {
    now_.us += 1;
    return {uuid7(now_, ids_),
            std::move(type),
            stream,
            std::move(data),
            users_.empty() ? admin_ : user(),
            now_};
}

Asked Workload::register_contact() {
    const std::string stream = new_stream("contact"), name = words_.name(chance_);
    const std::string n = std::to_string(contacts_.size());
    contacts_.push_back(stream);
    return ask("RegisterContact",
               object({"display_name", dossier::quoted(name), "emails",
                       R"([{"address":)" + dossier::quoted("client" + n + "@example.com") +
                           R"(,"label":"work","primary":true}])",
                       "job_title", dossier::quoted(words_.word(chance_))}),
               stream);
}

Asked Workload::register_company() {
    const std::string stream = new_stream("company");
    companies_.push_back(stream);
    const std::string n = std::to_string(companies_.size());
    Asked asked = ask("RegisterCompany",
                      object({"name", dossier::quoted(words_.name(chance_) + " " + n), "domain",
                              dossier::quoted("company" + n + ".example.com")}),
                      stream);
    asked.actor = admin_;
    return asked;
}

Asked Workload::open_case() {
    const std::string client = hot_client(), stream = new_stream("case");
    cases_.push_back({stream, client});
    return ask("OpenCase",
               object({"client", dossier::quoted(client), "title", text(40 + chance_.below(40)),
                       "description", body(300, 3'000, 32'000), "priority",
                       chance_.happens(0.2) ? R"("high")" : R"("normal")", "assignee",
                       dossier::quoted(user()), "deadline",
                       dossier::quoted(to_text(Timestamp{now_.us + day_us * 30}))}),
               stream);
}

Asked Workload::log_communication() {
    const std::string& client = hot_client();
    return ask("LogCommunication",
               object({"party", dossier::quoted(client), "channel", R"("email")", "direction",
                       chance_.happens(0.5) ? R"("in")" : R"("out")", "occurred_at", instant(0.5),
                       "subject", text(30 + chance_.below(40)), "body", body(420, 8'000, 64'000)}),
               new_stream("communication"));
}

Asked Workload::record_update() {
    return ask("RecordCaseUpdate",
               object({"occurred_at", instant(0.2), "title", text(20 + chance_.below(30)), "body",
                       body(260, 3'000, 64'000)}),
               recent_case().stream);
}

Asked Workload::move_case() {
    Case& one = recent_case();
    switch (one.status) {
        case Status::open:
            if (chance_.happens(0.3)) {
                one.status = Status::held;
                return ask("HoldCase", R"({"waiting_for":"customer"})", one.stream);
            }
            one.status = Status::resolved;
            return ask("ResolveCase", object({"code", R"("answered")", "summary", text(120)}),
                       one.stream);
        case Status::held: one.status = Status::open; return ask("ResumeCase", "{}", one.stream);
        case Status::resolved:
            one.status = Status::closed;
            return ask("CloseCase", "{}", one.stream);
        case Status::closed: break;
    }
    one.status = Status::open;
    return ask("ReopenCase", object({"reason", text(30)}), one.stream);
}

Asked Workload::assign_case() {
    return ask("AssignCase", object({"assignee", dossier::quoted(user())}), recent_case().stream);
}

Asked Workload::update_contact() {
    return ask("UpdateContact",
               object({"patch", object({"job_title", text(10 + chance_.below(30))})}),
               contacts_[zipf(chance_, contacts_.size(), hot) - 1]);
}

Asked Workload::update_company() {
    return ask("UpdateCompany",
               object({"patch", object({"website",
                                        dossier::quoted("https://example.com/" +
                                                        std::to_string(chance_.below(100'000)))})}),
               companies_[zipf(chance_, companies_.size(), hot) - 1]);
}

std::string Workload::new_stream(const std::string& type) { return type + "/" + uuid7(now_, ids_); }

const std::string& Workload::hot_client() {
    return contacts_[zipf(chance_, contacts_.size(), hot) - 1];
}

/// Most touches are of the last ones.
Workload::Case& Workload::recent_case() {
    const std::size_t recent = std::max<std::size_t>(1, cases_.size() / 10);
    const std::size_t among = chance_.happens(0.8) ? recent : cases_.size();
    return cases_[cases_.size() - 1 - chance_.below(among)];
}

std::string Workload::body(double median, double p99, std::size_t bytes_max) {
    const double bytes = std::min(chance_.log_normal(median, p99), static_cast<double>(bytes_max));
    return text(static_cast<std::size_t>(bytes) + 1);
}

std::string Workload::text(std::size_t bytes) {
    return dossier::quoted(words_.text(chance_, bytes));
}

std::string Workload::instant(double days_back_mean) {
    const double back = chance_.exponential(days_back_mean * static_cast<double>(day_us));
    return dossier::quoted(to_text(Timestamp{now_.us - static_cast<std::int64_t>(back)}));
}

}  // namespace dossier::bench
