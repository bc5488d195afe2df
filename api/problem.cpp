#include "api/problem.hpp"

#include "eventstore/refusals.hpp"
#include "schema/json_text.hpp"

#include <utility>

namespace dossier {
namespace {

/// The class a status of HTTP's own belongs to.
Refusal refusal_of(int status) {
    switch (status) {
        case 401:
        case 403: return Refusal::forbidden;
        case 404:
        case 405: return Refusal::not_found;
        case 412: return Refusal::version;
        case 413:
        case 429:
        case 431:
        case 507: return Refusal::limit;
        case 500:
        case 503:
        case 504: return Refusal::fault;
        default: return Refusal::validation;
    }
}

void append_error(std::string& to, const Error& error) {
    to.append(R"({"path":)");
    append_quoted(to, error.path);
    to.append(R"(,"rule":)");
    append_quoted(to, error.rule);
    to.append(R"(,"message":)");
    append_quoted(to, error.message);
    to.push_back('}');
}

}  // namespace

int status_of(const Rejection& why) {
    switch (why.refusal) {
        case Refusal::validation: return 422;
        case Refusal::not_found:
        case Refusal::unknown_command: return 404;
        case Refusal::forbidden:
        case Refusal::tenant_suspended: return 403;
        case Refusal::version: return 412;
        case Refusal::fault: return why.rule == refused::unheard.name ? 504 : 500;
        case Refusal::limit:
            if (why.rule.ends_with(".disk_full")) return 507;
            if (why.rule.ends_with(".closing")) return 503;
            return why.rule.ends_with(".busy") || why.rule == "house.rate" ? 429 : 409;
        default: return 409;
    }
}

std::string problem_json(int status, const Rejection& why) {
    std::string made = R"({"type":)";
    append_quoted(made, "/v1/problems/" + std::string(why.rule));
    made.append(R"(,"title":)");
    append_quoted(made, reason_of(status));
    made.append(R"(,"status":)").append(std::to_string(status)).append(R"(,"detail":)");
    append_quoted(made, why.message);
    made.append(R"(,"class":)");
    append_quoted(made, to_text(why.refusal));
    made.append(R"(,"rule":)");
    append_quoted(made, why.rule);
    const char* between = R"(,"errors":[)";
    for (const Error& error : why.errors) {
        made.append(std::exchange(between, ","));
        append_error(made, error);
    }
    if (!why.errors.empty()) made.push_back(']');
    between = R"(,"records":[)";
    for (const StreamId& record : why.records) {
        made.append(std::exchange(between, ","));
        append_quoted(made, record.text);
    }
    if (!why.records.empty()) made.push_back(']');
    between = R"(,"details":{)";
    for (const Detail& detail : why.details) {
        made.append(std::exchange(between, ","));
        append_quoted(made, detail.name);
        made.append(":").append(detail.json);
    }
    if (!why.details.empty()) made.push_back('}');
    return made.append("}");
}

HttpResponse problem(const Rejection& why) {
    const int status = status_of(why);
    HttpResponse response{
        .status = status, .body = problem_json(status, why), .type = "application/problem+json"};
    if (status == 429 || status == 503) response.fields.push_back({"Retry-After", "1"});
    return response;
}

HttpResponse problem(int status, std::string_view rule, std::string_view message) {
    return problem(status, rule, message, {});
}

HttpResponse problem(int status, std::string_view rule, std::string_view message, Errors errors) {
    return {.status = status,
            .body = problem_json(status, {refusal_of(status), std::string(rule),
                                          std::string(message), std::move(errors)}),
            .type = "application/problem+json"};
}

}  // namespace dossier
