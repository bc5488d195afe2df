#pragma once
// What can be asked: every query of the house, answered from the views.
#include "base/clock.hpp"
#include "domain/kernel/rejection.hpp"
#include "domain/kernel/role.hpp"
#include "eventstore/journal.hpp"
#include "eventstore/keys.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <span>

namespace dossier {

class Views;

/// Who asks. What they may see, their record in the tenant says, as it is now.
struct Reader {
    std::string tenant;
    UserId user;
};

struct Question {
    Reader reader;
    std::string path;  // "/v1/clients/018f…/timeline", percent-decoded
    std::multimap<std::string, std::string, std::less<>> parameters;  // as_of, limit, after, …
};

struct Found {
    std::optional<Rejection> why;
    std::string json;      // the whole answer, {"seq":…, …}
    std::int64_t seq = 0;  // at which it is true
};

/// One row of the table of queries, for routing, OpenAPI and the reference.
struct QueryRoute {
    std::string path;  // "/v1/clients/{id}/timeline"
    std::string doc;
    std::vector<std::pair<std::string, std::string>> parameters;  // name, what it does
    bool quick = false;  // a few reads, however much there is
};

/// Any thread; answers at once from what is folded.
class Queries {
public:
    Queries(Views&, const Journal&, const Keys&, const Clock&);

    /// Nothing when no query has this path.
    std::optional<Found> answer(const Question&) const;

    /// Calls back when the tenant's views have folded this sequence, or with false when the time is
    /// over. From any thread, perhaps at once.
    void when_folded(const std::string& tenant, std::int64_t seq, std::chrono::milliseconds,
                     std::function<void(bool)>) const;

    /// Of this user now; empty when they may do nothing here.
    Roles roles(const Reader&) const;

    static std::vector<QueryRoute> routes();

private:
    Views& views_;
    const Journal& journal_;
    const Keys& keys_;
    const Clock& clock_;
};

}  // namespace dossier
