#include "api/router.hpp"

#include "api/problem.hpp"

namespace dossier {
namespace {

/// Takes the part before the next slash off the front of the path, which starts with one.
std::string_view next_part(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

HttpResponse unknown_caller(std::string_view why) {
    HttpResponse response = problem(401, "http.token", why);
    response.fields.push_back({"WWW-Authenticate", "Bearer realm=\"dossier\""});
    return response;
}

HttpResponse too_often(std::chrono::milliseconds wait) {
    HttpResponse response = problem(429, "house.rate", "Too many requests; wait a little.");
    response.fields.push_back({"Retry-After", std::to_string((wait.count() + 999) / 1000)});
    return response;
}

/// What stands behind "Bearer"; nothing when that is not what the field says.
std::optional<std::string_view> bearer_of(const HttpRequest& request) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string* field = request.field("Authorization");
    if (field == nullptr || field->size() <= scheme.size()) return std::nullopt;
    const std::string_view value = *field;
    if (!same_name(value.substr(0, scheme.size()), scheme)) return std::nullopt;
    return value.substr(scheme.size());
}

}  // namespace

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& places) {
    places.clear();
    while (!pattern.empty() && !path.empty()) {
        const std::string_view wanted = next_part(pattern), part = next_part(path);
        if (wanted.starts_with('{')) {
            if (part.empty()) return false;
            places.emplace_back(part);
        } else if (wanted != part) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

Router::Router(std::vector<Route> routes, Tokens& tokens, const Clock& clock, Rates rates,
               Observe observe)
    : routes_(std::move(routes)),
      tokens_(tokens),
      clock_(clock),
      tenants_(rates.per_tenant),
      addresses_(rates.per_address),
      observe_(std::move(observe)) {}

/// Routes stand in the order they are to be tried; `allowed` becomes the methods of this path.
const Route* Router::find(std::string_view method, const Call& call, std::string& allowed,
                          std::vector<std::string>& places) const {
    for (const Route& route : routes_) {
        if (!matches(route.pattern, call.target.path, places)) continue;
        if (route.method == method || (route.method == "GET" && method == "HEAD")) return &route;
        if (allowed.find(route.method) == std::string::npos)
            allowed.append(allowed.empty() ? "" : ", ").append(route.method);
    }
    return nullptr;
}

HttpResponse Router::answer(HttpRequest& request) {
    const auto steady = std::chrono::steady_clock::now();
    if (const auto wait = addresses_.take(request.address, steady); wait.count() > 0)
        return too_often(wait);
    std::optional<Target> target = target_of(request.target);
    if (!target) return problem(400, "http.target", "The target is not a plain path and query.");

    Call call{request, std::move(*target), {}, {}, clock_.now()};
    std::string allowed;
    const Route* route = find(request.method, call, allowed, call.places);
    if (route == nullptr) {
        if (allowed.empty()) return problem(404, "http.no_such_path", "There is nothing here.");
        HttpResponse response = problem(405, "http.method", "This path answers: " + allowed + ".");
        response.fields.push_back({"Allow", allowed});
        return response;
    }
    request.route = route->pattern;
    if (route->door == Door::by_token) {
        const auto token = bearer_of(request);
        if (!token) return unknown_caller("Send your token: Authorization: Bearer …");
        VerifiedToken verified = tokens_.verify(*token);
        if (!verified.claims) return unknown_caller(verified.why);
        if (verified.claims->user.empty()) return unknown_caller("the token names no user");
        call.who = std::move(*verified.claims);
        if (const auto wait = tenants_.take(call.who.tenant, steady); wait.count() > 0)
            return too_often(wait);
    }
    return route->handler(call);
}

void Router::answered(const HttpRequest& request, int status, double seconds) {
    observe_(request.route.empty() ? "other" : request.route, status, seconds);
}

void Router::charge(const std::string& tenant, double count) {
    tenants_.charge(tenant, std::chrono::steady_clock::now(), count);
}

}  // namespace dossier
