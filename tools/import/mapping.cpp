#include "tools/import/mapping.hpp"

#include <algorithm>

namespace dossier::tools {
namespace {

constexpr std::string_view id_names = "_id|id";

// Their job becomes a title, never a role by itself: what they may do here, an admin says.
constexpr Column staff[] = {
    {id_names, "/external_ids/0/id", How::number},
    {"name", "/name"},
    {"email|mail", "/email"},
    {"phone", "/phone", How::phone},
    {"role|job_title|position", "/job_title"},
    {"department", "/department"},
};

constexpr Column clients[] = {
    {id_names, "/external_ids/0/id", How::number},
    {"name|full_name", "/display_name"},
    {"email|mail", "/emails/0/address"},
    {"phone|telephone", "/phones/0/number", How::phone},
    {"address", "/addresses/0/freeform"},
    {"company|company_name", "/company_name"},
    {note_names, ""},  // a note of its own, when the client is there
};

constexpr Column client_notes[] = {{note_names, "/body"}};

constexpr Column cases[] = {
    {id_names, "/external_ids/0/id", How::number},
    {"client_id|clientId|customer_id", "/client", How::old_id, Collection::clients},
    {"title|subject", "/title"},
    {"description", "/description"},
    {"priority", "/priority", How::word},
    {"assigned_to|assignedTo|assignee", "/assignee", How::old_id, Collection::staff},
    {"deadline", "/deadline", How::instant},
    {opened_names, "/occurred_at", How::instant},
    {"status", "", How::word},  // said at the end, when its updates are there
};

constexpr Column communications[] = {
    {id_names, "/external_ids/0/id", How::number},
    {"client_id|clientId|customer_id", "/party", How::old_id, Collection::clients},
    {"case_id|caseId", "/case", How::old_id, Collection::cases},
    {"staff_id|staffId", "/user", How::old_id, Collection::staff},
    {"timestamp|date", "/occurred_at", How::instant},
    {"type|channel", "/channel", How::word},
    {"direction", "/direction", How::word},
    {"subject", "/subject"},
    {"content|message|body", "/body"},
};
constexpr Constant of_communications[] = {{"/direction", "\"unknown\""}};

constexpr Column updates[] = {
    {id_names, "", How::number},
    {"case_id|caseId", "", How::old_id, Collection::cases},
    {"communication_id|communicationId", "/communication", How::old_id, Collection::communications},
    {"timestamp|date", "/occurred_at", How::instant},
    {"title", "/title"},
    {"content|description|body", "/body"},
    {"status", "/status_after", How::word},
};
constexpr Constant of_updates[] = {{"/visibility", "\"public\""}};

constexpr Column client_updates[] = {
    {id_names, "", How::number},
    {"client_id|clientId|customer_id", "/client", How::old_id, Collection::clients},
    {"timestamp|date", "/occurred_at", How::instant},
    {"title", "/title"},
    {"content|description|body", "/body"},
    {"status", "/status_after", How::word},
};

constexpr Mapping mappings[] = {
    {Collection::staff, "InviteUser", "user", staff, {}, {}},
    {Collection::clients, "RegisterClient", "contact", clients, {}, {}},
    {Collection::cases, "OpenCase", "case", cases, {}, {}},
    {Collection::communications,
     "LogCommunication",
     "communication",
     communications,
     of_communications,
     {}},
    {Collection::updates, "RecordCaseUpdate", {}, updates, of_updates, "case_id|caseId"},
};
constexpr Mapping of_note = {Collection::clients, "AddNote", {}, client_notes, {}, {}};
constexpr Mapping of_client = {Collection::updates, "RecordClientUpdate", {},
                               client_updates,      of_updates,           {}};

constexpr Ending all_endings[] = {
    {"closed", "CloseCase", R"({"reason":"It was closed before it was imported."})"},
    {"resolved", "ResolveCase", R"({"code":"imported"})"},
    {"pending_customer", "HoldCase", R"({"waiting_for":"customer"})"},
    {"pending_internal", "HoldCase", R"({"waiting_for":"internal"})"},
    {"rejected", "RejectCase", R"({"reason":"invalid"})"},
};

struct Alias {
    std::string_view name;
    Collection collection;
};
constexpr Alias aliases[] = {
    {"staff", Collection::staff},
    {"users", Collection::staff},
    {"employees", Collection::staff},
    {"client", Collection::clients},
    {"clients", Collection::clients},
    {"customer", Collection::clients},
    {"customers", Collection::clients},
    {"contact", Collection::clients},
    {"contacts", Collection::clients},
    {"case", Collection::cases},
    {"cases", Collection::cases},
    {"tickets", Collection::cases},
    {"communication", Collection::communications},
    {"communications", Collection::communications},
    {"case_update", Collection::updates},
    {"case_updates", Collection::updates},
    {"caseupdates", Collection::updates},
    {"updates", Collection::updates},
};

/// A row with all of these fields is of that collection; the first that fits.
struct Sign {
    Collection collection;
    std::array<std::string_view, 3> fields;
};
constexpr Sign signs[] = {
    {Collection::updates, {"case_id|caseId", "timestamp|date", "content|description"}},
    {Collection::communications, {"client_id|clientId", "type|channel", "content|message"}},
    {Collection::cases, {"client_id|clientId", "title", "priority|assigned_to|deadline"}},
    {Collection::updates, {"client_id|clientId", "timestamp|date", "title"}},
    {Collection::staff, {"name", "role", "department"}},
    {Collection::clients, {"name", "email", "phone|address|company|notes"}},
};

bool goes_by(std::string_view from, std::string_view name) {
    for (;;) {
        const std::size_t bar = from.find('|');
        if (from.substr(0, bar) == name) return true;
        if (bar == std::string_view::npos) return false;
        from.remove_prefix(bar + 1);
    }
}

bool nothing(const json::value& value) {
    if (value.is_null()) return true;
    if (const auto* text = value.if_string()) return text->empty();
    if (const auto* list = value.if_array()) return list->empty();
    return false;
}

}  // namespace

const Mapping& mapping_of(Collection collection, const json::object& fields) {
    const bool names_no_case = value_of(fields, "case_id|caseId") == nullptr;
    if (collection == Collection::updates && names_no_case &&
        value_of(fields, "client_id|clientId|customer_id") != nullptr)
        return of_client;
    return mappings[static_cast<std::size_t>(collection)];
}

const Mapping& mapping_of_note() { return of_note; }

std::span<const Ending> endings() { return all_endings; }

std::string_view record_of(Collection collection) {
    return mappings[static_cast<std::size_t>(collection)].stream;
}

const json::value* value_of(const json::object& fields, std::string_view from) {
    for (;;) {
        const std::size_t bar = from.find('|');
        const auto* value = fields.if_contains(from.substr(0, bar));
        if (value != nullptr && !nothing(*value)) return value;
        if (bar == std::string_view::npos) return nullptr;
        from.remove_prefix(bar + 1);
    }
}

const Column* column_named(const Mapping& mapping, std::string_view source_field) {
    for (const Column& column : mapping.columns)
        if (goes_by(column.from, source_field)) return &column;
    return nullptr;
}

const Column* column_to(const Mapping& mapping, std::string_view path) {
    const Column* best = nullptr;  // whose path is the longest above or below this one
    for (const Column& column : mapping.columns) {
        if (column.to.empty()) continue;
        const bool near = path.starts_with(column.to) || column.to.starts_with(path);
        if (near && !path.empty() && (best == nullptr || column.to.size() > best->to.size()))
            best = &column;
    }
    return best;
}

std::optional<Collection> collection_of(std::string_view stem, const json::object* first) {
    std::string name(stem);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    for (const Alias& alias : aliases)
        if (alias.name == name) return alias.collection;
    if (first == nullptr) return {};
    for (const Sign& sign : signs)
        if (std::all_of(sign.fields.begin(), sign.fields.end(),
                        [&](std::string_view field) { return value_of(*first, field) != nullptr; }))
            return sign.collection;
    return {};
}

}  // namespace dossier::tools
