#include "api/asked.hpp"

#include "base/text.hpp"

#include <charconv>

namespace dossier {
namespace {

/// If-Match: "7", or 7.
void take_version(Asked& asked, std::string_view path, std::string_view text) {
    if (text.size() > 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    std::int64_t version = -1;
    const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (why != std::errc() || end != text.data() + text.size() || version < 0)
        wrong(asked, path, "version", "Expected the version of the record, a whole number.");
    asked.request.expected_version = version;
}

void take_field(Asked& asked, const HttpField& field) {
    const auto is = [&](std::string_view name) { return same_name(field.name, name); };
    const std::string path = "/" + field.name, &value = field.value;
    Request& to = asked.request;
    if (is("Idempotency-Key")) {
        take_id(asked, path, value);
    } else if (is("If-Match")) {
        take_version(asked, path, value);
    } else if (is("Dossier-Stream")) {
        take_stream(asked, path, value);
    } else if (is("Dossier-Reason")) {
        take_text(asked, path, value, reason_max, to.reason);
    } else if (is("Dossier-Batch")) {
        take_text(asked, path, value, name_max, to.batch);
    } else if (is("Dossier-Via")) {
        take_via(asked, path, value);
    } else if (is("Dossier-Dry-Run")) {
        if (value != "true" && value != "false")
            wrong(asked, path, "boolean", "Expected true or false.");
        to.dry_run = value == "true";
    } else if (is("Dossier-Effective-At")) {
        to.effective_at = timestamp_of(value);
        if (!to.effective_at)
            wrong(asked, path, "timestamp", "Expected an instant like 2024-03-27T09:30:00Z.");
    } else if (field.name.size() > 8 && same_name(field.name.substr(0, 8), "Dossier-")) {
        wrong(asked, path, "unknown", "There is no such field.");
    }
}

}  // namespace

Request asked_by(const Call& call) {
    Request request;
    request.tenant = call.who.tenant;
    request.actor = call.who.user;
    request.via = "http";
    request.address = call.request.address;
    return request;
}

Asked asked_in_fields(Call& call, const Clock& clock, Random& random) {
    Asked asked{asked_by(call)};
    Command& command = asked.request.command;
    command.payload.type = call.places.at(0);
    command.payload.data = std::move(call.request.body);
    if (command.payload.data.empty()) command.payload.data = "{}";
    for (const HttpField& field : call.request.fields) take_field(asked, field);
    if (command.id.empty()) command.id = uuid7(clock.now(), random);
    return asked;
}

Asked asked_in_envelope(const Request& base, std::string_view json, const Clock& clock,
                        Random& random) {
    Asked asked = asked_in_envelope(base, json);
    std::string& id = asked.request.command.id;
    if (id.empty()) id = uuid7(clock.now(), random);
    return asked;
}

}  // namespace dossier
