#include "api/commands.hpp"

#include "api/batch.hpp"
#include "api/problem.hpp"
#include "projections/boxes.hpp"
#include "schema/json_text.hpp"

namespace dossier {
namespace {

void append_event(std::string& to, const Event& event) {
    to.append(R"({"type":)");
    append_quoted(to, event.type);
    to.append(R"(,"stream":)");
    append_quoted(to, event.stream.text);
    to.append(R"(,"version":)").append(std::to_string(event.version));
    to.append(R"(,"data":)").append(event.data.text).append("}");
}

std::string accepted_json(const std::string& id, const Answer& answer) {
    std::string made = R"({"id":)";
    append_quoted(made, id);
    made.append(R"(,"seq":)").append(std::to_string(answer.seq)).append(R"(,"stream":)");
    append_quoted(made, answer.stream.text);
    made.append(R"(,"version":)").append(std::to_string(answer.version));
    made.append(R"(,"at":)");
    append_quoted(made, to_text(answer.at));
    made.append(R"(,"events":[)");
    for (std::size_t i = 0; i < answer.events.size(); ++i) {
        if (i != 0) made.push_back(',');
        append_event(made, answer.events[i]);
    }
    return made.append("]}");
}

/// Says the id again: who sent none learns it, and can send the command once more under it.
HttpResponse response_of(const std::string& id, const Answer& answer) {
    HttpResponse response =
        answer.why ? problem(*answer.why) : HttpResponse{.body = accepted_json(id, answer)};
    response.fields.push_back({"Idempotency-Key", id});
    return response;
}

Rejection invalid(Errors errors) {
    Rejection why = house::invalid;
    why.errors = std::move(errors);
    return why;
}

bool is_ndjson(const HttpRequest& request) {
    const std::string* type = request.field("Content-Type");
    if (type == nullptr) return false;
    const std::string_view name = std::string_view(*type).substr(0, type->find_first_of("; "));
    return same_name(name, "application/x-ndjson") || same_name(name, "application/ndjson") ||
           same_name(name, "application/jsonl");
}

HttpResponse too_large() {
    return problem(413, "http.command_too_large", "A command has at most 256 KiB.");
}

}  // namespace

void open_sealed(const Keys& keys, const std::string& tenant, Answer& answer) {
    for (std::size_t i = 0; i < answer.events.size(); ++i) {
        std::string& json = answer.events[i].data.text;
        json = revealed(keys, tenant, json, i < answer.seen.size() && answer.seen[i]);
    }
}

std::string outcome_json(const std::string& id, const Answer& answer) {
    if (!answer.why) return accepted_json(id, answer);
    std::string made = problem_json(status_of(*answer.why), *answer.why);
    return made.replace(0, 1, R"({"id":)" + dossier::quoted(id) + ",");
}

HttpResponse Commands::by_type(Call& call) {
    if (call.request.body.size() > command_bytes_max) return too_large();
    return send(asked_in_fields(call, clock_, random_));
}

HttpResponse Commands::by_envelope(Call& call) {
    if (is_ndjson(call.request)) return send_all(call);
    if (call.request.body.size() > command_bytes_max) return too_large();
    return send(asked_in_envelope(asked_by(call), call.request.body, clock_, random_));
}

HttpResponse Commands::send(Asked asked) {
    if (!asked.errors.empty()) return problem(invalid(std::move(asked.errors)));
    return {.later = [this, request = std::move(asked.request)](const Respond& respond) mutable {
        const std::string id = request.command.id;
        const std::string tenant = request.tenant;
        submit_(std::move(request), [this, respond, id, tenant](Answer answer) {
            respond([this, id, tenant, answer = std::move(answer)]() mutable {
                open_sealed(keys_, tenant, answer);
                return response_of(id, answer);
            });
        });
    }};
}

HttpResponse Commands::send_all(Call& call) {
    const std::size_t lines = lines_in(call.request.body);
    if (lines > 1) charge_(call.who.tenant, static_cast<double>(lines - 1));
    HttpResponse response{.type = "application/x-ndjson"};
    response.pieces = std::make_unique<Batched>(std::move(call.request.body), asked_by(call),
                                                submit_, keys_, clock_, random_, limits_);
    return response;
}

}  // namespace dossier
