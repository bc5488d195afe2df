#include "eventstore/entry.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <charconv>

namespace dossier {
namespace {

constexpr std::size_t slug_bytes_max = 63, digest_bytes = 64;

[[noreturn]] void wrong(const std::string& what) { throw StoreError("no entry: " + what); }

void need(bool holds, const std::string& path, const char* what) {
    if (!holds) wrong(path + ' ' + what);
}

/// slug := [a-z] [a-z0-9-]*
bool is_slug(std::string_view text) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= slug_bytes_max && text[0] >= 'a' && text[0] <= 'z' &&
           std::all_of(text.begin(), text.end(), plain);
}

/// 1, 2, 3, … in decimal, with no sign and no zeros before.
bool is_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    return error == std::errc{} && end == text.end() && text[0] >= '1' && text[0] <= '9';
}

/// What the grammar says beyond the shapes of the fields.
void check(const Entry& entry) {
    need(is_slug(entry.tenant), "/tenant", "is no slug");
    need(entry.seq >= 1, "/seq", "is not 1 or more");
    need(!entry.actor || is_stream_id(entry.actor->text), "/actor", "is no stream");
    need(!entry.approved_by || is_stream_id(entry.approved_by->text), "/approved_by",
         "is no stream");
    need(!entry.address || entry.address->box() != nullptr, "/address", "is not sealed");
    need(!entry.command.id.empty(), "/command/id", "is missing");
    need(!entry.command.type.empty(), "/command/type", "is missing");
    need(entry.command.digest.size() == digest_bytes, "/command/digest", "is not 64 digits");
    need(!entry.cause || (entry.cause->seq >= 1 && entry.cause->event >= 0), "/cause",
         "is no event");
    for (const auto& [number, subject] : entry.keys) {
        need(is_number(number), "/keys/" + number, "is no number");
        need(subject == "tenant" || is_stream_id(subject), "/keys/" + number, "is no subject");
    }
    for (std::size_t i = 0; i < entry.events.size(); ++i) {
        const Event& event = entry.events[i];
        const auto bad = [&](bool holds, const char* field, const char* what) {
            if (!holds) wrong("/events/" + std::to_string(i) + field + what);
        };
        bad(!event.type.empty(), "/type", " is missing");
        bad(event.schema >= 1, "/schema", " is not 1 or more");
        bad(is_stream_id(event.stream.text), "/stream", " is no stream");
        bad(event.version >= 1, "/version", " is not 1 or more");
        bad(event.data.text.starts_with('{'), "/data", " is no object");
    }
}

}  // namespace

Meta meta_of(const Entry& entry, const Event& event) {
    return {.at = entry.at,
            .now = entry.effective_at.value_or(entry.at),
            .actor = entry.actor.value_or(UserId{}),
            .roles = {},
            .command = entry.command.id,
            .stream = event.stream};
}

std::string to_bytes(const Entry& entry) { return to_json(type_of<Entry>(), &entry); }

Entry entry_from(std::string_view bytes) {
    if (bytes.size() > entry_bytes_max)
        wrong("it has " + std::to_string(bytes.size()) + " bytes, more than 1 MiB");
    Entry entry;
    entry.v = 0;
    const Errors errors = from_json(type_of<Entry>(), &entry, bytes);
    if (!errors.empty()) wrong(errors.front().path + ' ' + errors.front().message);
    if (entry.v == 0) wrong("/v is missing");
    if (entry.v != 1)
        throw StoreError("no entry this build can read: v is " + std::to_string(entry.v));
    check(entry);
    return entry;
}

}  // namespace dossier
