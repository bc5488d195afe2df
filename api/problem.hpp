#pragma once
// A refusal as HTTP tells it: problem+json, RFC 9457, naming the rule and everything that is wrong.
//
//     {"type":"/v1/problems/house.invalid","title":"Unprocessable Content","status":422,
//      "detail":"Some fields are wrong.","class":"validation","rule":"house.invalid",
//      "errors":[{"path":"/title","rule":"required","message":"This is needed."}],
//      "records":["case/018f…"],"details":{…}}
#include "api/http.hpp"
#include "domain/kernel/rejection.hpp"

namespace dossier {

/// By class: 422 validation, 404 not_found and unknown_command, 403 forbidden and
/// tenant_suspended, 412 version, 500 fault, and 409 for what clashes with how things stand.
/// `limit` is 409 too, but for a full queue 429, a closing house 503 and a full disk 507.
int status_of(const Rejection&);

std::string problem_json(int status, const Rejection&);

HttpResponse problem(const Rejection&);

/// What HTTP itself has to refuse; `rule` and `message` need not outlive the call.
HttpResponse problem(int status, std::string_view rule, std::string_view message);
HttpResponse problem(int status, std::string_view rule, std::string_view message, Errors);

}  // namespace dossier
