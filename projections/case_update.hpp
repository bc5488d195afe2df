#pragma once
// A step in a case as the thread keeps it: what was recorded, as it stands after the last edit.
#include "domain/cases/commands.hpp"

namespace dossier {

struct CaseUpdate {
    std::int64_t update = 0;
    Timestamp occurred_at, recorded_at;
    std::optional<UserId> author;
    std::optional<Personal<std::string>> title;
    Personal<std::string> body;
    cases::Visibility visibility = cases::Visibility::internal;
    std::optional<cases::Status> status_after;
    std::optional<CommunicationId> communication;
    std::optional<Timestamp> edited_at;
    std::optional<UserId> edited_by;

    static void describe(auto& is) {
        is.named("CaseUpdate", "A step in a case.");
        is.field("update", &CaseUpdate::update, "Its number in the case.");
        is.field("occurred_at", &CaseUpdate::occurred_at);
        is.field("recorded_at", &CaseUpdate::recorded_at);
        is.field("author", &CaseUpdate::author);
        is.field("title", &CaseUpdate::title);
        is.field("body", &CaseUpdate::body);
        is.field("visibility", &CaseUpdate::visibility);
        is.field("status_after", &CaseUpdate::status_after);
        is.field("communication", &CaseUpdate::communication);
        is.field("edited_at", &CaseUpdate::edited_at);
        is.field("edited_by", &CaseUpdate::edited_by);
    }
};

}  // namespace dossier
