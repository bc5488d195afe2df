#include "projections/case_thread.hpp"

#include "base/big_endian.hpp"
#include "domain/cases/events.hpp"
#include "domain/communications/communication.hpp"
#include "projections/case_update.hpp"
#include "projections/ordered.hpp"

#include <algorithm>

namespace dossier {
namespace {

using namespace cases;
using namespace communications;

template <class E>
const E* is(const Fact& fact) {
    return &fact.data.type() == &type_of<E>() ? &as<E>(fact.data.get()) : nullptr;
}

std::string rest_of(Timestamp occurred_at, std::int64_t update) {
    std::string rest;
    put_number(rest, occurred_at.us);
    rest.push_back(0);
    put(rest, static_cast<std::uint64_t>(update));
    return rest;
}
std::string rest_of(Timestamp occurred_at, std::string_view communication) {
    std::string rest;
    put_number(rest, occurred_at.us);
    rest.push_back(1);
    put_uuid(rest, communication);
    return rest;
}

std::string found_key(const Fact& fact) {
    std::string key = tenant_key(fact.entry.tenant);
    key.push_back('m');
    put_uuid(key, uuid_part(fact.event.stream));
    return key;
}

// ---- Updates ---------------------------------------------------------------------------------

void recorded(const Fact& fact, const CaseUpdateRecorded& event, ViewWriter& rows) {
    const std::string& tenant = fact.entry.tenant;
    const std::string_view uuid = uuid_part(fact.event.stream);
    CaseUpdate update{.update = event.update,
                      .occurred_at = event.asked.occurred_at,
                      .recorded_at = fact.entry.at,
                      .author = fact.entry.actor,
                      .title = event.asked.title,
                      .body = event.asked.body,
                      .visibility = event.asked.visibility,
                      .status_after = event.asked.status_after,
                      .communication = event.asked.communication};
    rows.put(thread_update_key(tenant, uuid, event.update),
             to_json(type_of<CaseUpdate>(), &update));
    rows.put(IndexRow{thread_place(tenant, uuid), rest_of(update.occurred_at, event.update)});
}

void edited(const Fact& fact, const CaseUpdateEdited& event, ViewWriter& rows) {
    const std::string key =
        thread_update_key(fact.entry.tenant, uuid_part(fact.event.stream), event.asked.update);
    const auto known = rows.get(key);
    if (!known) return;
    CaseUpdate update;
    from_json(type_of<CaseUpdate>(), &update, *known);
    update.title = event.asked.title;
    update.body = event.asked.body;
    update.edited_at = fact.entry.at;
    update.edited_by = fact.entry.actor;
    rows.put(key, to_json(type_of<CaseUpdate>(), &update));
}

// ---- Communications --------------------------------------------------------------------------

void remember(const Fact& fact, Timestamp occurred_at, const std::vector<std::string>& uuids,
              ViewWriter& rows) {
    std::string value;
    put_number(value, occurred_at.us);
    for (const std::string& uuid : uuids) {
        put_uuid(value, uuid);
        rows.put(IndexRow{thread_place(fact.entry.tenant, uuid),
                          rest_of(occurred_at, uuid_part(fact.event.stream))});
    }
    rows.put_found(found_key(fact), std::move(value));
}

void logged(const Fact& fact, const CommunicationLogged& event, ViewWriter& rows) {
    std::vector<std::string> uuids;
    const auto add = [&](const StreamId& id) {
        std::string uuid(uuid_part(id));
        if (aggregate_of(id) == "case" &&
            std::find(uuids.begin(), uuids.end(), uuid) == uuids.end())
            uuids.push_back(std::move(uuid));
    };
    if (event.asked.about) add(stream(*event.asked.about));
    for (const StreamId& id : event.asked.related) add(id);
    if (!uuids.empty()) remember(fact, event.asked.content.occurred_at, uuids, rows);
}

void corrected(const Fact& fact, const CommunicationCorrected& event, ViewWriter& rows) {
    const Type& content = type_of<Content>();
    if ((event.changed.touched & content.bit(*content.field("occurred_at"))) == 0) return;
    const auto known = rows.get_found(found_key(fact));
    if (!known) return;
    std::string_view left = *known;
    const Timestamp before{take_number(left)};
    std::vector<std::string> uuids;
    for (; left.size() >= uuid_bytes; left.remove_prefix(uuid_bytes)) {
        uuids.push_back(uuid_of(left.substr(0, uuid_bytes)));
        rows.remove(IndexRow{thread_place(fact.entry.tenant, uuids.back()),
                             rest_of(before, uuid_part(fact.event.stream))});
    }
    remember(fact, event.changed.values.occurred_at, uuids, rows);
}

}  // namespace

ThreadRow thread_row_from(std::string_view rest) {
    ThreadRow row{{take_number(rest)}};
    if (rest[0] == 0)
        row.update = static_cast<std::int64_t>(get<std::uint64_t>(rest.substr(1)));
    else
        row.communication = uuid_of(rest.substr(1));
    return row;
}

std::string thread_place(std::string_view tenant, std::string_view case_uuid) {
    std::string place = tenant_key(tenant);
    place.push_back('h');
    put_uuid(place, case_uuid);
    return place;
}

std::string thread_update_key(std::string_view tenant, std::string_view case_uuid,
                              std::int64_t update) {
    std::string key = tenant_key(tenant);
    key.push_back('u');
    put_uuid(key, case_uuid);
    put(key, static_cast<std::uint64_t>(update));
    return key;
}

bool CaseThread::follows(const Aggregate& aggregate) const {
    return aggregate.name == "case" || aggregate.name == "communication";
}

void CaseThread::fold(const Fact& fact, ViewWriter& rows) {
    if (const auto* event = is<CaseUpdateRecorded>(fact)) return recorded(fact, *event, rows);
    if (const auto* event = is<CaseUpdateEdited>(fact)) return edited(fact, *event, rows);
    if (const auto* event = is<CommunicationLogged>(fact)) return logged(fact, *event, rows);
    if (const auto* event = is<CommunicationCorrected>(fact)) return corrected(fact, *event, rows);
}

}  // namespace dossier
