#include "projections/client_timeline.hpp"

#include "base/big_endian.hpp"
#include "domain/cases/case.hpp"
#include "domain/communications/communication.hpp"
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

std::string found_key(const Fact& fact, char what) {
    std::string key = tenant_key(fact.entry.tenant);
    key.push_back(what);
    put_uuid(key, uuid_part(fact.event.stream));
    return key;
}

void add_once(std::vector<StreamId>& clients, const StreamId& one) {
    if (std::find(clients.begin(), clients.end(), one) == clients.end()) clients.push_back(one);
}

std::string texts(const std::vector<StreamId>& clients) {
    std::string bytes;
    for (const StreamId& one : clients) put_text(bytes, one.text);
    return bytes;
}
std::vector<StreamId> clients_from(std::string_view bytes) {
    std::vector<StreamId> clients;
    while (!bytes.empty()) clients.push_back({take_text(bytes)});
    return clients;
}

TimelineRow row_of(const Fact& fact, Timestamp occurred_at, TimelineKind kind) {
    return {occurred_at,
            kind,
            0,
            fact.entry.seq,
            static_cast<std::uint16_t>(fact.index),
            std::string(uuid_part(fact.event.stream))};
}

void put_all(const Fact& fact, const TimelineRow& row, const std::vector<StreamId>& clients,
             ViewWriter& rows) {
    for (const StreamId& client : clients)
        rows.put(IndexRow{timeline_place(fact.entry.tenant, client), row.rest()});
}

// ---- Communications --------------------------------------------------------------------------

void remember(const Fact& fact, const TimelineRow& row, const std::vector<StreamId>& clients,
              ViewWriter& rows) {
    std::string value;
    put_number(value, row.occurred_at.us);
    value.push_back(static_cast<char>(row.channel));
    put(value, static_cast<std::uint64_t>(row.seq));
    put(value, row.event);
    rows.put_found(found_key(fact, 'm'), value + texts(clients));
}

/// The client it was with, and every contact who took part.
void logged(const Fact& fact, const CommunicationLogged& event, ViewWriter& rows) {
    std::vector<StreamId> clients{event.asked.party};
    for (const Participant& one : event.asked.participants)
        if (one.who && aggregate_of(*one.who) == "contact") add_once(clients, *one.who);
    TimelineRow row = row_of(fact, event.asked.content.occurred_at, TimelineKind::communication);
    row.channel = static_cast<std::uint8_t>(event.asked.content.channel);
    put_all(fact, row, clients, rows);
    remember(fact, row, clients, rows);
}

void corrected(const Fact& fact, const CommunicationCorrected& event, ViewWriter& rows) {
    const Type& content = type_of<Content>();
    const auto touched = [&](std::string_view field) {
        return (event.changed.touched & content.bit(*content.field(field))) != 0;
    };
    if (!touched("occurred_at") && !touched("channel")) return;
    const auto known = rows.get_found(found_key(fact, 'm'));
    if (!known) return;
    std::string_view left = *known;
    TimelineRow row = row_of(fact, {take_number(left)}, TimelineKind::communication);
    row.channel = static_cast<std::uint8_t>(left[0]);
    row.seq = static_cast<Sequence>(get<std::uint64_t>(left.substr(1)));
    row.event = get<std::uint16_t>(left.substr(9));
    const std::vector<StreamId> clients = clients_from(left.substr(11));
    for (const StreamId& client : clients)
        rows.remove(IndexRow{timeline_place(fact.entry.tenant, client), row.rest()});
    if (touched("occurred_at")) row.occurred_at = event.changed.values.occurred_at;
    if (touched("channel")) row.channel = static_cast<std::uint8_t>(event.changed.values.channel);
    put_all(fact, row, clients, rows);
    remember(fact, row, clients, rows);
}

// ---- Cases -----------------------------------------------------------------------------------

/// What is remembered of a case: whose it is, and how many rows it has.
struct Course {
    std::uint64_t rows = 0;
    StreamId client, contact;

    std::vector<StreamId> parties() const {
        std::vector<StreamId> all{client};
        if (!contact.empty()) add_once(all, contact);
        return all;
    }
};

void remember(const Fact& fact, const Course& course, ViewWriter& rows) {
    std::string value;
    put(value, course.rows);
    rows.put_found(found_key(fact, 'c'), value + texts({course.client, course.contact}));
}

std::optional<Course> course_of(const Fact& fact, ViewWriter& rows) {
    const auto known = rows.get_found(found_key(fact, 'c'));
    if (!known) return {};
    const auto both = clients_from(std::string_view(*known).substr(sizeof(std::uint64_t)));
    return Course{get<std::uint64_t>(*known), both[0], both[1]};
}

std::string row_key(const Fact& fact, std::uint64_t n) {
    std::string key = found_key(fact, 'r');
    put(key, n);
    return key;
}

void add(const Fact& fact, const TimelineRow& row, Course course, ViewWriter& rows) {
    put_all(fact, row, course.parties(), rows);
    rows.put_found(row_key(fact, ++course.rows), row.rest());
    remember(fact, course, rows);
}

void opened(const Fact& fact, const CaseOpened& event, ViewWriter& rows) {
    add(fact,
        row_of(fact, event.asked.occurred_at.value_or(fact.meta().now), TimelineKind::case_opened),
        {0, event.asked.client,
         event.asked.contact ? StreamId{event.asked.contact->text} : StreamId{}},
        rows);
}

/// The whole of it goes to its new client's timeline: it never was about the other.
void given_to(const Fact& fact, const StreamId& client, Course course, ViewWriter& rows) {
    const std::vector<StreamId> before = course.parties();
    course.client = client;
    const std::vector<StreamId> after = course.parties();
    const auto in = [](const std::vector<StreamId>& all, const StreamId& one) {
        return std::find(all.begin(), all.end(), one) != all.end();
    };
    for (std::uint64_t n = 1; n <= course.rows; ++n) {
        const std::string rest = *rows.get_found(row_key(fact, n));
        for (const StreamId& one : before)
            if (!in(after, one))
                rows.remove(IndexRow{timeline_place(fact.entry.tenant, one), rest});
        for (const StreamId& one : after)
            if (!in(before, one)) rows.put(IndexRow{timeline_place(fact.entry.tenant, one), rest});
    }
    remember(fact, course, rows);
}

bool touches_client(const Updated<Case>& event) {
    const Type& type = type_of<Case>();
    return (event.changed.touched & type.bit(*type.field("client"))) != 0;
}

bool changes_status(const Fact& fact) {
    return is<CaseStatusChanged>(fact) || is<CaseHeld>(fact) || is<CaseResumed>(fact) ||
           is<CaseResolved>(fact) || is<CaseClosed>(fact) || is<CaseRejected>(fact) ||
           is<CaseReopened>(fact);
}

}  // namespace

StreamId TimelineRow::stream() const {
    return {(kind == TimelineKind::communication ? "communication/" : "case/") + uuid};
}

std::string TimelineRow::rest() const {
    std::string bytes;
    put_number(bytes, occurred_at.us);
    bytes.push_back(static_cast<char>(kind));
    bytes.push_back(static_cast<char>(channel));
    put(bytes, static_cast<std::uint64_t>(seq));
    put(bytes, event);
    put_uuid(bytes, uuid);
    return bytes;
}

TimelineRow timeline_row_from(std::string_view rest) {
    TimelineRow row;
    row.occurred_at.us = take_number(rest);
    row.kind = static_cast<TimelineKind>(rest[0]);
    row.channel = static_cast<std::uint8_t>(rest[1]);
    row.seq = static_cast<Sequence>(get<std::uint64_t>(rest.substr(2)));
    row.event = get<std::uint16_t>(rest.substr(10));
    row.uuid = uuid_of(rest.substr(12));
    return row;
}

std::string timeline_place(std::string_view tenant, const StreamId& client) {
    std::string place = tenant_key(tenant);
    place.push_back('t');
    put_text(place, client.text);
    return place;
}

bool ClientTimeline::follows(const Aggregate& aggregate) const {
    return aggregate.name == "case" || aggregate.name == "communication";
}

void ClientTimeline::fold(const Fact& fact, ViewWriter& rows) {
    if (const auto* event = is<CommunicationLogged>(fact)) return logged(fact, *event, rows);
    if (const auto* event = is<CommunicationCorrected>(fact)) return corrected(fact, *event, rows);
    if (const auto* event = is<CaseOpened>(fact)) return opened(fact, *event, rows);
    const auto* update = is<CaseUpdateRecorded>(fact);
    const auto* edited = is<Updated<Case>>(fact);
    const bool moved = edited != nullptr && touches_client(*edited);
    if (update == nullptr && !moved && !changes_status(fact)) return;
    const auto course = course_of(fact, rows);
    if (!course) return;
    if (moved) return given_to(fact, edited->changed.values.client, *course, rows);
    add(fact,
        update ? row_of(fact, update->asked.occurred_at, TimelineKind::case_update)
               : row_of(fact, fact.meta().now, TimelineKind::case_status),
        *course, rows);
}

}  // namespace dossier
