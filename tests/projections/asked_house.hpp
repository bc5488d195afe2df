#pragma once
// A house to ask: John of ABC, two cases of theirs, and a mail.
#include "domain/cases/case.hpp"
#include "domain/communications/communication.hpp"
#include "domain/companies/company.hpp"
#include "projections/queries.hpp"
#include "tests/projections/past.hpp"
#include "tests/support/john.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dossier::test {

struct AskedHouse : Past {
    AskedHouse() {
        abc = ask(companies::RegisterCompany{{.name = "ABC Corporation"}}).stream;
        john_ = ask(register_john).stream;
        sound = open("No sound", cases::Priority::normal);
        smoke = open("Smoke", cases::Priority::urgent);
        ask(cases::AssignCase{kim}, sound);
        ask(cases::RecordCaseUpdate{.occurred_at = noon, .body = {"Asked for the cable."}}, sound);
        ask(cases::ResolveCase{"fixed", {"Plugged it in."}}, sound);
        communications::LogCommunication mail;
        mail.party = john_;
        mail.about = CaseId{smoke.text};
        mail.content.channel = communications::Channel::email;
        mail.content.direction = communications::Direction::in;
        mail.content.occurred_at = noon + std::chrono::minutes(-5);
        mail.content.body = {"It burns."};
        mail_ = ask(mail).stream;
    }

    StreamId open(const std::string& title, cases::Priority priority) {
        cases::OpenCase it{.client = abc, .contact = ContactId{john_.text}, .title = {title}};
        it.priority = priority;
        return ask(it).stream;
    }

    std::optional<Found> get(const std::string& path,
                             std::multimap<std::string, std::string, std::less<>> parameters = {},
                             const UserId& user = kim) {
        const Queries queries(views(), office.journal(), *office.keys, office.clock);
        return queries.answer({{"acme", user}, path, std::move(parameters)});
    }
    std::string json(const std::string& path,
                     std::multimap<std::string, std::string, std::less<>> parameters = {}) {
        const auto found = get(path, std::move(parameters));
        REQUIRE(found);
        std::string wrong;
        if (found->why)
            for (const Error& error : found->why->errors) wrong += error.path + " " + error.message;
        INFO(path << (found->why ? found->why->rule : "") << wrong);
        REQUIRE_FALSE(found->why);
        return found->json;
    }

    StreamId abc, john_, sound, smoke, mail_;
};

inline bool has(const std::string& json, std::string_view text) {
    UNSCOPED_INFO(json << "\n   looked for " << text);
    return json.find(text) != std::string::npos;
}
inline std::size_t count(const std::string& json, std::string_view text) {
    std::size_t n = 0;
    for (std::size_t at = json.find(text); at != std::string::npos; at = json.find(text, at + 1))
        ++n;
    return n;
}
inline std::string uuid_in(const StreamId& id) { return id.text.substr(id.text.find('/') + 1); }

}  // namespace dossier::test
