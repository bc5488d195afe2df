#include "projections/queries.hpp"

#include "domain/catalog.hpp"
#include "projections/answers.hpp"
#include "projections/ordered.hpp"
#include "projections/record_lists.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr Rule no_client{Refusal::not_found, "house.absent", "There is no such client."};

std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        parts.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return parts;
}

const Aggregate* aggregate_of_plural(std::string_view plural) {
    for (const Aggregate* aggregate : all_aggregates())
        if (aggregate->plural == plural) return aggregate;
    return nullptr;
}

/// The case that people call by this number.
std::optional<StreamId> case_numbered(const Inquiry& inquiry, std::string_view text) {
    const Aggregate& cases = *aggregate_named("case");
    const RecordLists& lists = inquiry.views().lists(cases);
    const std::size_t column = *lists.column("number");
    const auto number = ordered_from_text(lists.columns()[column].kind(), text);
    if (!number) return {};
    for (const RecordList& list : lists.lists()) {
        if (!list.equal.empty() || list.sort != column) continue;
        for (const bool archived : {false, true}) {
            const Scan rows = inquiry.now("cases").scan(
                RecordLists::place(inquiry.tenant(), list, archived), Range::prefix(*number));
            if (rows.valid())
                return StreamId{"case/" +
                                uuid_of(std::string_view(rows.rest()).substr(number->size()))};
        }
    }
    return {};
}

/// What `{id}` in a path stands for; nothing when it is no id.
std::optional<StreamId> id_of(const Inquiry& inquiry, const Aggregate& aggregate,
                              const std::string& part) {
    if (is_uuid(part)) return StreamId{std::string(aggregate.name) + "/" + part};
    if (aggregate.name == "case") return case_numbered(inquiry, part);
    return {};
}

std::optional<StreamId> client_of(const Inquiry& inquiry, const std::string& part) {
    if (!is_uuid(part)) return {};
    for (const std::string_view type : {"contact/", "company/"}) {
        const StreamId id{std::string(type) + part};
        if (inquiry.record_now(id)) return id;
    }
    return {};
}

std::optional<Said> about_client(Inquiry& inquiry, const Question& question,
                                 const std::vector<std::string>& parts) {
    if (parts.size() == 2) return list_clients(inquiry, question);
    const auto client = client_of(inquiry, parts[2]);
    const std::string_view what = parts.size() == 4 ? std::string_view(parts[3]) : "";
    if (parts.size() > 4 ||
        (!what.empty() && what != "timeline" && what != "versions" && what != "audit"))
        return {};
    if (!client) return Said{no_client, {}};
    if (what == "timeline") return timeline(inquiry, question, *client);
    if (what == "versions") return versions(inquiry, question, *client);
    if (what == "audit") return audit(inquiry, question, *client);
    return one_record(inquiry, *client);
}

/// Nothing when no query has this path.
std::optional<Said> said(Inquiry& inquiry, const Question& question) {
    const std::vector<std::string> parts = parts_of(question.path);
    if (parts.size() < 2 || parts.size() > 4 || parts[0] != "v1") return {};
    if (parts[1] == "me" && parts.size() == 2) return me(inquiry);
    if (parts[1] == "clients") return about_client(inquiry, question, parts);
    const Aggregate* aggregate = aggregate_of_plural(parts[1]);
    if (aggregate == nullptr) return {};
    if (parts.size() == 2) return list_records(inquiry, question, *aggregate);
    if (aggregate->name == "case" && parts[2] == "board" && parts.size() == 3)
        return board(inquiry, question);
    const std::string_view what = parts.size() == 4 ? std::string_view(parts[3]) : "";
    const bool threaded = what == "thread" && aggregate->name == "case";
    if (!what.empty() && what != "versions" && what != "audit" && !threaded) return {};
    const auto id = id_of(inquiry, *aggregate, parts[2]);
    if (!id) return Said{house::absent, {}};
    if (threaded) return thread(inquiry, question, *id);
    if (what == "versions") return versions(inquiry, question, *id);
    if (what == "audit") return audit(inquiry, question, *id);
    return one_record(inquiry, *id);
}

}  // namespace

Queries::Queries(Views& views, const Journal& journal, const Keys& keys, const Clock& clock)
    : views_(views), journal_(journal), keys_(keys), clock_(clock) {}

std::optional<Found> Queries::answer(const Question& question) const {
    if (!question.path.starts_with("/v1/")) return {};
    Inquiry inquiry(question, views_, journal_, keys_);
    auto answer = said(inquiry, question);
    if (!answer) return {};
    return Found{std::move(answer->why), std::move(answer->json), inquiry.seq()};
}

void Queries::when_folded(const std::string& tenant, std::int64_t seq,
                          std::chrono::milliseconds wait, std::function<void(bool)> call) const {
    views_.when_folded(tenant, seq, wait, std::move(call));
}

Roles Queries::roles(const Reader& reader) const {
    const Question question{reader, {}, {}};
    return Inquiry(question, views_, journal_, keys_).roles();
}

}  // namespace dossier
