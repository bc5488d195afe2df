#pragma once
// HTTP in front of a house: commands in, queries and the feed out.
//
//     POST /v1/commands/{Type}  POST /v1/commands     commands, by token
//     GET  /v1/…                                      every route of the table of queries, by token
//     GET  /v1/events                                 the feed, by token
//     GET  /v1/openapi.json  /livez  /readyz  /metrics   open
//     GET  PUT /v1/clock                              where the clock is virtual; PUT by an admin
//
// A house without the role `api` takes no commands; one without views sends queries on to a peer.
#include "api/feed.hpp"
#include "api/peers.hpp"
#include "api/server.hpp"
#include "consumers/house.hpp"
#include "consumers/token.hpp"

namespace dossier {

struct ApiOptions {
    Listen listen = {};
    ServerLimits limits = {};
    Rates rates = {};
    FeedLimits feed = {};
    TokenRules tokens = {};
    int query_threads = 2;  // for what takes more than a few reads
    std::size_t queries_waiting_max = 256;
    VirtualClock* clock = nullptr;        // what PUT /v1/clock sets; null: there is no such path
    std::vector<std::string> peers = {};  // http://host:port; who has views where here are none
    PeerLimits peering = {};
    std::string version = "0.1.0";
};

/// Serves from when it was made until stop(). The house must outlive it. What it has no part in is
/// not there: without views and peers that have them, no questions; how it is can always be asked.
/// Throws StoreError when it cannot listen.
class Api {
public:
    Api(House&, const Bytes32& token_seed, Random&, ApiOptions = {});
    ~Api();

    std::uint16_t port() const;
    Tokens& tokens();

    /// Ends the streams, answers what is being answered, then closes; bounded. Idempotent.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier
