#pragma once
// Who is well, who is behind and who is stuck.
//
//     {"status":"ready" | "behind" | "stuck","partitions":[{"partition":0,"status":…,
//      "journal":n,"views":{"position":n,"lag_entries":n,"lag_seconds":s,"parked":[…],"error":…},
//      "reactions":{"position":n,"error":…},"writer":{"queued":n,"faults":n}}]}
#include "api/http.hpp"
#include "api/metrics.hpp"

namespace dossier {

struct ReadyLimits {
    double lag_seconds_max = 30;  // older than this unfolded: behind, and not ready
};

/// 200 when ready; 503, with the same body, when somebody is behind or stuck.
HttpResponse ready(const std::vector<PartitionHealth>&, const std::vector<Lag>&, ReadyLimits = {});

}  // namespace dossier
