#pragma once
// The table of routes, and who may pass: a request in, an answer out, and no socket near.
#include "api/bucket.hpp"
#include "api/target.hpp"
#include "consumers/token.hpp"

#include "api/http.hpp"

#include <memory>
#include <vector>

namespace dossier {

/// What a handler is given: the request, what its target said, and who asks.
struct Call {
    HttpRequest& request;
    Target target;
    Claims who;                       // empty where the route is open
    std::vector<std::string> places;  // what stands in the pattern's {places}
    Timestamp arrived;
};

using Handler = std::function<HttpResponse(Call&)>;

enum class Door : std::uint8_t { open, by_token };

struct Route {
    std::string_view method;  // a GET also answers HEAD
    std::string pattern;      // "/v1/commands/{Type}"
    Handler handler;
    Door door = Door::by_token;
};

struct Rates {
    BucketRate per_tenant{20'000, 40'000};
    BucketRate per_address{20'000, 40'000};
};

/// Finds the route, looks at the token, counts the rate, calls the handler.
class Router final : public Front {
public:
    using Observe = std::function<void(std::string_view route, int status, double seconds)>;

    Router(std::vector<Route>, Tokens&, const Clock&, Rates, Observe);

    HttpResponse answer(HttpRequest&) override;
    void answered(const HttpRequest&, int status, double seconds) override;

    const std::vector<Route>& routes() const { return routes_; }

    /// Counts work beyond the request itself against its tenant's rate.
    void charge(const std::string& tenant, double count);

private:
    const Route* find(std::string_view method, const Call&, std::string& allowed,
                      std::vector<std::string>& places) const;

    const std::vector<Route> routes_;
    Tokens& tokens_;
    const Clock& clock_;
    Buckets tenants_, addresses_;
    Observe observe_;
};

/// Whether the path is as the pattern says; `places` becomes what stands in its {places}.
bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& places);

}  // namespace dossier
