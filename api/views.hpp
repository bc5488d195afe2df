#pragma once
// Queries over HTTP: every route of the table of queries, with min_seq and ETag.
#include "api/router.hpp"
#include "projections/queries.hpp"

namespace dossier {

/// What the API asks of the views; the functions of Queries, and where to ask what may take long.
struct ViewsDoor {
    std::function<std::optional<Found>(const Question&)> answer;
    std::function<void(const std::string& tenant, std::int64_t seq, std::chrono::milliseconds,
                       std::function<void(bool)>)>
        when_folded;
    std::function<bool(std::function<void()>)> beside = {};  // false: too much waits; null: nowhere
};

struct ViewLimits {
    std::chrono::milliseconds folded_within{5'000};  // the wait of min_seq
};

/// Any thread. The handler of all these routes: min_seq=n waits until the views have folded it; an
/// answer's ETag is the sequence at which it is true, and If-None-Match gets 304 for it.
Handler query_handler(ViewsDoor, ViewLimits = {});

/// One GET for each. What is quick is answered on the session's own thread; the rest beside it, so
/// that a slow query keeps no connection waiting but its own.
std::vector<Route> query_routes(const std::vector<QueryRoute>&, const ViewsDoor&, ViewLimits = {});

}  // namespace dossier
