#include "consumers/envelope.hpp"

#include "base/text.hpp"

namespace dossier {
namespace {

struct Envelope {
    std::optional<std::string> id;
    std::optional<std::string> stream;
    std::string type;
    Json data;
    std::optional<std::int64_t> expected_version;
    std::optional<Timestamp> effective_at;
    bool dry_run = false;
    std::optional<std::string> reason, batch, correlation, via;

    static void describe(auto& is) {
        is.named("Envelope", "A command with all that is said about it.");
        is.field("id", &Envelope::id, "The idempotency key, a UUID.");
        is.field("stream", &Envelope::stream, "The record that is asked.");
        is.field("type", &Envelope::type).required();
        is.field("data", &Envelope::data);
        is.field("expected_version", &Envelope::expected_version);
        is.field("effective_at", &Envelope::effective_at);
        is.field("dry_run", &Envelope::dry_run);
        is.field("reason", &Envelope::reason).limit(reason_max);
        is.field("batch", &Envelope::batch).limit(name_max);
        is.field("correlation", &Envelope::correlation).limit(name_max);
        is.field("via", &Envelope::via);
    }
};

}  // namespace

void wrong(Asked& asked, std::string_view path, std::string_view rule, std::string_view message) {
    report(asked.errors, {std::string(path), std::string(rule), std::string(message)});
}

void take_id(Asked& asked, std::string_view path, std::string_view text) {
    if (text.size() == 38 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, 36);  // as the Idempotency-Key draft writes it
    if (!is_uuid(text)) wrong(asked, path, "uuid", "Expected a UUID in lower case.");
    asked.request.command.id = text;
}

void take_stream(Asked& asked, std::string_view path, const std::string& text) {
    if (!is_stream_id(text)) wrong(asked, path, "stream", "Expected a record's id: case/018f….");
    asked.request.command.stream = {text};
}

/// import: past instants are no mistake. Who may say so, the writer judges.
void take_via(Asked& asked, std::string_view path, const std::string& text) {
    if (text != "http" && text != "import")
        wrong(asked, path, "choice", "Expected one of: http, import.");
    asked.request.via = text;
}

void take_text(Asked& asked, std::string_view path, const std::string& text, std::size_t limit,
               std::optional<std::string>& to) {
    to = tidy(text);
    if (!to || has_control(*to, false))
        wrong(asked, path, "text", "Expected a line of text in UTF-8.");
    else if (scalars(*to) > limit)
        wrong(asked, path, "limit", "At most " + std::to_string(limit) + " characters.");
}

Asked asked_in_envelope(const Request& base, std::string_view json) {
    Envelope envelope;
    envelope.data.text = "{}";
    Asked asked{base, read_command(type_of<Envelope>(), &envelope, json)};
    Request& to = asked.request;
    if (envelope.id && base.actor) take_id(asked, "/id", *envelope.id);
    if (envelope.id && !base.actor) to.command.id = *envelope.id;
    if (envelope.stream) take_stream(asked, "/stream", *envelope.stream);
    if (envelope.via) take_via(asked, "/via", *envelope.via);
    if (envelope.expected_version && *envelope.expected_version < 0)
        wrong(asked, "/expected_version", "version", "A version is never less than 0.");
    to.command.payload = {std::move(envelope.type), std::move(envelope.data.text)};
    to.expected_version = envelope.expected_version;
    to.effective_at = envelope.effective_at;
    to.dry_run = envelope.dry_run;
    to.reason = std::move(envelope.reason);
    to.batch = std::move(envelope.batch);
    to.correlation = std::move(envelope.correlation);
    return asked;
}

std::string envelope_json(const Request& request) {
    const Command& command = request.command;
    Envelope envelope{.id = command.id,
                      .type = command.payload.type,
                      .data = {command.payload.data},
                      .expected_version = request.expected_version,
                      .effective_at = request.effective_at,
                      .dry_run = request.dry_run,
                      .reason = request.reason,
                      .batch = request.batch,
                      .correlation = request.correlation};
    if (!command.stream.empty()) envelope.stream = command.stream.text;
    if (!request.via.empty()) envelope.via = request.via;
    return to_json(type_of<Envelope>(), &envelope);
}

}  // namespace dossier
