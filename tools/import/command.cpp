#include "tools/import/command.hpp"

#include "domain/kernel/meta.hpp"
#include "schema/formats.hpp"
#include "schema/object.hpp"
#include "tools/import/words.hpp"
#include "tools/options.hpp"
#include "tools/words.hpp"

#include <algorithm>

namespace dossier::tools {
namespace {

constexpr std::string_view source_of_ids = "/external_ids/0/source";
constexpr std::string_view absent = "absent";  // the house's word for a reference to nothing
constexpr std::size_t shown_max = 80;

/// Puts a value at a JSON Pointer, making objects and lists on the way.
void put(json::object& data, std::string_view pointer, json::value value) {
    json::value* at = nullptr;
    for (json::object* in = &data; !pointer.empty();) {
        pointer.remove_prefix(1);
        const std::size_t slash = std::min(pointer.find('/'), pointer.size());
        at = &(*in)[pointer.substr(0, slash)];
        pointer.remove_prefix(slash);
        if (pointer.starts_with("/0")) {  // the only place of a list that a dump fills
            if (!at->is_array()) *at = json::array{json::object{}};
            at = &at->get_array().front();
            pointer.remove_prefix(2);
        }
        if (pointer.empty()) break;
        if (!at->is_object()) *at = json::object{};
        in = &at->get_object();
    }
    *at = std::move(value);
}

std::string text_at(const json::object& fields, std::string_view from) {
    const json::value* value = value_of(fields, from);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// What a collection needs beyond its table: a rule where the table has a row.
void add_rules(Collection collection, const json::object& fields, json::object& data) {
    if (collection == Collection::staff)
        data["roles"] = json::array{role_for(text_at(fields, "department"))};
    if (collection != Collection::clients) return;
    if (const auto channel = preferred_channel(text_at(fields, note_names)))
        data["preferred_channel"] = *channel;
    if (data.contains("emails")) put(data, "/emails/0/primary", true);
    if (data.contains("phones")) put(data, "/phones/0/primary", true);
}

/// The name of a column in this row; the first of its names when the row has none of them.
std::string_view name_in(const json::object& fields, std::string_view from) {
    for (std::string_view rest = from; !rest.empty();) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        if (fields.contains(rest.substr(0, bar))) return rest.substr(0, bar);
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    return first_name(from);
}

Complaint complaint(const json::object& fields, std::string_view from, std::string rule,
                    std::string message) {
    const json::value* value = value_of(fields, from);
    return {"/" + std::string(name_in(fields, from)),
            value == nullptr ? "" : json::serialize(*value), std::move(rule), std::move(message)};
}

std::string cut(std::string text) {
    if (text.size() <= shown_max) return text;
    std::size_t end = shown_max;
    while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

void check(const Mapping& mapping, const json::object& fields, Made& made) {
    const Type* type = command_type(mapping.command);
    if (type == nullptr) throw CannotGoOn("this build has no " + std::string(mapping.command));
    Object command(*type);
    for (const Error& error : read_command(*type, command.get(), made.command.data))
        made.wrong.push_back(in_the_row(mapping, fields, error));
}

void check_status(const json::object& fields, std::span<const WordFor> words, Made& made) {
    const auto status = status_of(fields, words);
    if (!status || *status == "open") return;
    std::string all = "open";
    for (const Ending& ending : endings()) {
        if (ending.status == *status) return;
        all += ", " + std::string(ending.status);
    }
    made.wrong.push_back(complaint(fields, "status", "choice", "Expected one of: " + all + "."));
}

}  // namespace

Timestamp time_of(std::string_view old_id) {
    constexpr std::size_t object_id = 24, time_digits = 8;
    const bool is_one =
        old_id.size() == object_id &&
        old_id.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (!is_one) return {};
    return {std::stoll(std::string(old_id.substr(0, time_digits)), nullptr, 16) * 1'000'000};
}

std::string OldNames::id(Collection collection, std::string_view old_id,
                         std::string_view purpose) const {
    Meta cause;
    cause.at = time_of(old_id);
    cause.command = source + "/" + std::string(to_text(collection)) + "/" + std::string(old_id);
    return derived_id(cause, purpose);
}

StreamId OldNames::record(Collection collection, std::string_view old_id) const {
    const std::string kind(record_of(collection));
    return {kind + "/" + id(collection, old_id, kind)};
}

std::string said(const Complaint& complaint) {
    constexpr std::string_view choice = "Expected one of: ";
    std::string out = complaint.path;
    if (!complaint.value.empty()) out += (out.empty() ? "" : " ") + cut(complaint.value);
    if (complaint.rule == "choice" && complaint.message.starts_with(choice)) {
        std::string all = complaint.message.substr(choice.size());
        if (all.ends_with('.')) all.pop_back();
        return out + " is not one of " + all;
    }
    if (!out.empty()) out += ": ";
    out += complaint.message;
    if (!complaint.rule.empty()) out += " [" + complaint.rule + "]";
    return out;
}

std::string Envelope::json() const {
    std::string out = R"({"via":"import","id":")" + id + R"(","type":")" + type;
    if (!stream.empty()) out += R"(","stream":")" + stream;
    if (!effective_at.empty()) out += R"(","effective_at":")" + effective_at;
    if (!batch.empty()) out += R"(","batch":")" + batch;
    return out + R"(","data":)" + data + "}";
}

Complaint in_the_row(const Mapping& mapping, const json::object& fields, const Error& error) {
    const Column* column = column_to(mapping, error.path);
    if (column != nullptr && column->how == How::old_id && error.rule == absent)
        return complaint(fields, column->from, error.rule, "Nothing of this id was imported.");
    if (column != nullptr) return complaint(fields, column->from, error.rule, error.message);
    return {error.path, "", error.rule, error.message};
}

Made command_of(const Mapping& mapping, const json::object& fields, const OldNames& names,
                std::span<const WordFor> words) {
    Made made;
    json::object data;
    for (const Constant& constant : mapping.constants)
        put(data, constant.to, *parsed(constant.value));
    for (const Column& column : mapping.columns) {
        const json::value* value = value_of(fields, column.from);
        if (value == nullptr) continue;
        json::value ours = brought(column, *value, words);
        if (column.how == How::old_id) {
            const std::string old_id(ours.get_string());
            made.leads.push_back(
                {column.about, old_id, "/" + std::string(name_in(fields, column.from))});
            ours = names.record(column.about, old_id).text;
            if (column.from == mapping.asked_of) made.command.stream = ours.get_string();
        }
        if (column.how == How::number && made.old_id.empty()) made.old_id = ours.get_string();
        if (!column.to.empty()) put(data, column.to, std::move(ours));
    }
    if (data.contains("external_ids")) put(data, source_of_ids, json::value(names.source));
    add_rules(mapping.collection, fields, data);

    made.command.type = mapping.command;
    made.command.data = json::serialize(data);
    if (made.old_id.empty())
        made.wrong.push_back(complaint(fields, "_id", "required", "This is needed."));
    else if (!mapping.stream.empty())
        made.command.stream = names.record(mapping.collection, made.old_id).text;
    made.command.id = names.id(mapping.collection, made.old_id, mapping.command);
    if (!mapping.asked_of.empty() && made.command.stream.empty())
        made.wrong.push_back(complaint(fields, mapping.asked_of, "required", "This is needed."));
    check(mapping, fields, made);
    if (mapping.collection == Collection::cases) check_status(fields, words, made);
    return made;
}

std::optional<std::string> status_of(const json::object& fields, std::span<const WordFor> words) {
    const Column* column = column_named(mapping_of(Collection::cases, fields), "status");
    const json::value* value = value_of(fields, column->from);
    if (value == nullptr) return {};
    const json::value ours = brought(*column, *value, words);
    return ours.is_string() ? std::string(ours.get_string()) : json::serialize(ours);
}

std::optional<Timestamp> instant_of(const json::object& fields, std::string_view from) {
    const json::value* value = from.empty() ? nullptr : value_of(fields, from);
    if (value == nullptr) return {};
    const json::value ours = brought({from, {}, How::instant}, *value, {});
    return ours.is_string() ? timestamp_of(std::string_view(ours.get_string())) : std::nullopt;
}

}  // namespace dossier::tools
