#include "consumers/kafka/letter.hpp"

#include "consumers/envelope.hpp"
#include "consumers/reply.hpp"
#include "domain/catalog.hpp"
#include "eventstore/refusals.hpp"

#include <charconv>

namespace dossier {
namespace {

constexpr std::size_t record_bytes_max = command_bytes_max + 4096;  // the envelope around the data

std::string text_of(const kafka::Headers& headers, std::string_view name) {
    return std::string(header(headers, name).value_or(std::string_view()));
}

/// seq "." event
std::optional<Cause> cause_from(std::string_view text) {
    Cause cause;
    const char* const end = text.data() + text.size();
    const auto [dot, bad] = std::from_chars(text.data(), end, cause.seq);
    if (bad != std::errc() || dot == end || *dot != '.') return {};
    const auto [last, worse] = std::from_chars(dot + 1, end, cause.event);
    if (worse != std::errc() || last != end) return {};
    return cause;
}

/// What only the house's own door may say.
void take_door(const kafka::Record& record, const Claims& door, Request& to) {
    if (!door.user.empty() || door.tenant != to.tenant) return;
    if (const std::string via = text_of(record.headers, "via"); !via.empty()) to.via = via;
    if (const std::string address = text_of(record.headers, "address"); !address.empty())
        to.address = address;
    to.cause = cause_from(text_of(record.headers, "cause"));
}

bool has_secret(const std::string& command) {
    const Type* type = nullptr;
    if (const Transaction* transaction = transaction_named(command)) type = transaction->type;
    if (const Aggregate* aggregate = aggregate_answering(command))
        type = aggregate->command(command)->type;
    if (type == nullptr) return false;
    for (const Field& field : type->fields)
        if (field.flags.secret) return true;
    return false;
}

Rejection invalid(Errors errors) {
    Rejection why = house::invalid;
    why.errors = std::move(errors);
    return why;
}

}  // namespace

Letter read_letter(const kafka::Record& record, Tokens& tokens, std::optional<Timestamp> when) {
    Letter read;
    if (const auto reply_to = header(record.headers, "reply_to")) read.reply_to = *reply_to;
    const auto no = [&](Rejection why) {
        read.why = std::move(why);
        return std::move(read);
    };
    const std::string_view value = record.value ? std::string_view(*record.value) : "";
    if (value.size() > record_bytes_max) return no(refused::too_large);

    const Timestamp arrived = when.value_or(Timestamp{record.time_ms * 1000});
    const VerifiedToken token = tokens.verify(text_of(record.headers, "token"), arrived);
    Request base{.tenant = token.claims ? token.claims->tenant : "", .via = "kafka"};
    if (token.claims && !token.claims->user.empty()) base.actor = token.claims->user;

    Asked asked = asked_in_envelope(base, value);
    read.request = std::move(asked.request);
    if (!token.claims) {
        Rejection why = refused::no_token;
        why.message += " " + std::string(token.why) + ".";
        return no(std::move(why));
    }
    if (!asked.errors.empty()) return no(invalid(std::move(asked.errors)));
    if (read.request.command.id.empty()) return no(refused::no_id);
    if (has_secret(read.request.command.payload.type)) return no(refused::secret);
    if (const auto door = tokens.verify(text_of(record.headers, "door"), arrived).claims)
        take_door(record, *door, read.request);
    return read;
}

kafka::Message letter(const Request& request, const kafka::Place& place, const std::string& token,
                      const std::string& door, const std::string& reply_to) {
    kafka::Headers headers{{"token", token}, {"door", door}, {"reply_to", reply_to}};
    if (!request.via.empty()) headers.push_back({"via", request.via});
    if (request.address) headers.push_back({"address", *request.address});
    if (request.cause)
        headers.push_back({"cause", std::to_string(request.cause->seq) + "." +
                                        std::to_string(request.cause->event)});
    Request said = request;
    said.via.clear();
    return {place, request.tenant, std::move(headers), envelope_json(said)};
}

kafka::Message reply_letter(const kafka::Place& place, const std::string& id,
                            const std::optional<std::string>& reply_to, const Answer& answer,
                            kafka::Headers headers) {
    if (reply_to) headers.push_back({"reply_to", *reply_to});
    return {place, id, std::move(headers), reply_json(id, answer)};
}

}  // namespace dossier
