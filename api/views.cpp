#include "api/views.hpp"

#include "api/problem.hpp"

#include <charconv>
#include <memory>

namespace dossier {
namespace {

std::string etag_of(std::int64_t seq) { return "\"" + std::to_string(seq) + "\""; }

/// Whether the list of If-None-Match has the tag; weak or strong is the same here. RFC 9110 §13.1.2
bool names(std::string_view list, std::string_view tag) {
    for (std::size_t at = list.find(tag); at != list.npos; at = list.find(tag, at + 1)) {
        const std::size_t end = at + tag.size();
        if (end == list.size() || list[end] == ',' || list[end] == ' ') return true;
    }
    return list == "*";
}

HttpResponse response_of(const std::optional<Found>& found, const std::string& known) {
    if (!found) return problem(404, "http.no_such_path", "There is nothing here.");
    if (found->why) return problem(*found->why);
    HttpResponse response{.fields = {{"ETag", etag_of(found->seq)},
                                     {"Cache-Control", "private, no-cache"},
                                     {"Vary", "Authorization"}}};
    if (!known.empty() && names(known, etag_of(found->seq))) {
        response.status = 304;
        response.type = {};
    } else {
        response.body = found->json;
    }
    return response;
}

HttpResponse behind() {
    HttpResponse response =
        problem(503, "query.behind", "The views have not come to min_seq yet; ask again.");
    response.fields.push_back({"Retry-After", "1"});
    return response;
}

HttpResponse busy() {
    HttpResponse response = problem(503, "query.busy", "Too many queries are waiting; ask again.");
    response.fields.push_back({"Retry-After", "1"});
    return response;
}

/// The answer, or what went wrong, which is the session's to catch.
std::function<HttpResponse()> answer_to(const ViewsDoor& asking, const Question& question,
                                        const std::string& known) {
    try {
        const auto response =
            std::make_shared<HttpResponse>(response_of(asking.answer(question), known));
        return [response] { return std::move(*response); };
    } catch (...) {
        return [why = std::current_exception()]() -> HttpResponse { std::rethrow_exception(why); };
    }
}

void ask(const ViewsDoor& asking, const Question& question, const std::string& known,
         const Respond& respond) {
    if (!asking.beside)
        return respond(
            [asking, question, known] { return response_of(asking.answer(question), known); });
    const bool taken = asking.beside(
        [asking, question, known, respond] { respond(answer_to(asking, question, known)); });
    if (!taken) respond(busy);
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (why != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

}  // namespace

Handler query_handler(ViewsDoor asking, ViewLimits limits) {
    return [asking = std::move(asking), limits](Call& call) -> HttpResponse {
        Question question{{call.who.tenant, call.who.user},
                          std::move(call.target.path),
                          std::move(call.target.parameters)};
        const std::string* field = call.request.field("If-None-Match");
        const std::string known = field == nullptr ? "" : *field;
        const auto wanted = question.parameters.find("min_seq");
        if (wanted == question.parameters.end()) {
            if (!asking.beside) return response_of(asking.answer(question), known);
            return {.later = [asking, question, known](const Respond& respond) {
                ask(asking, question, known, respond);
            }};
        }

        const auto seq = number_of(wanted->second);
        if (!seq)
            return problem(422, house::invalid.name, house::invalid.message,
                           {{"/min_seq", "integer", "Expected a sequence, a whole number."}});
        question.parameters.erase("min_seq");
        return {.later = [asking, limits, question, known, seq = *seq](const Respond& respond) {
            asking.when_folded(question.reader.tenant, seq, limits.folded_within,
                               [asking, question, known, respond](bool folded) {
                                   if (folded) return ask(asking, question, known, respond);
                                   respond(behind);
                               });
        }};
    };
}

std::vector<Route> query_routes(const std::vector<QueryRoute>& queries, const ViewsDoor& asking,
                                ViewLimits limits) {
    ViewsDoor here = asking;
    here.beside = {};
    const Handler quick = query_handler(here, limits), slow = query_handler(asking, limits);
    std::vector<Route> routes;
    for (const QueryRoute& query : queries)
        routes.push_back({"GET", query.path, query.quick ? quick : slow});
    return routes;
}

}  // namespace dossier
