#pragma once
// Who is well, who is behind and who is stuck.
//
//     {"status":"ready" | "behind" | "stuck","partitions":[{"partition":0,"status":…,
//      "journal":n,"views":{"position":n,"lag_entries":n,"lag_seconds":s,"parked":[…],"error":…},
//      "reactions":{"position":n,"error":…},"writer":{"queued":n,"faults":n},
//      ["relay":{"position":n,"published":n,"lag_entries":n,"lag_seconds":s,"parked":[…],
//      "error":…}]}]}                            while the partition is relayed to a topic here
#include "api/http.hpp"
#include "api/metrics.hpp"

namespace dossier {

struct ReadyLimits {
    double lag_seconds_max = 30;  // older than this to be done: behind, and not ready
};

/// 200 when ready; 503, with the same body, when somebody is behind or stuck.
HttpResponse ready(const std::vector<PartitionHealth>&, const std::vector<PartitionLag>&,
                   ReadyLimits = {});

}  // namespace dossier
