#pragma once
// Who is well, who is behind and who is stuck.
//
//     {"status":"ready" | "behind" | "stuck","serves":["commands","queries"],
//      "peers":[{"url":…,"status":"ready" | "behind" | "stuck" | "gone"}],
//      "partitions":[{"partition":0,"status":…,"journal":n,"error":…,
//      "journal_lag":n,
//      "views":{"status":…,"position":n,"lag_entries":n,"lag_seconds":s,"parked":[…],"error":…},
//      "reactions":{"position":n,"lag_entries":n,"lag_seconds":s,"error":…},
//      "writer":{"standing":"owner" | "taking" | "standby","seconds":s,"queued":n,"faults":n,
//      "error":…},
//      "relay":{"position":n,"published":n,"lag_entries":n,"lag_seconds":s,"parked":[…],
//      "error":…}}]}
//
// What this process does not have, of a partition or at all, is left out.
#include "api/http.hpp"
#include "api/metrics.hpp"
#include "api/peers.hpp"

namespace dossier {

struct ReadyLimits {
    double lag_seconds_max = 30;     // older than this to be done: behind, and not ready
    double taking_seconds_max = 30;  // longer than this on the way to be an owner: stuck
};

/// What this process is a door for, and whom it asks.
struct Doors {
    bool commands = true, queries = true;
    std::vector<PeerHealth> peers = {};
};

/// 200 when ready; 503, with the same body, when somebody is behind or stuck.
HttpResponse ready(const Doors&, const std::vector<PartitionHealth>&,
                   const std::vector<PartitionLag>&, ReadyLimits = {});

}  // namespace dossier
