#pragma once
// The processes that have views, for one that has none: a question goes on to one of them with its
// caller's token, and what comes back is answered as it came.
//
//     GET /readyz of each, again and again  →  which partitions it has views of, and how far they
//     are GET /v1/… with Dossier-Forwarded      →  status, ETag and body, or the feed piece by
//     piece
//
// A partition has its favourite, which is asked as long as it keeps up, so that who asks twice does
// not go back in time; another is asked when that one fails. What was forwarded is not forwarded
// again.
#include "api/http.hpp"

#include <chrono>

namespace dossier {

struct PeerLimits {
    std::chrono::milliseconds look_every{500};  // at its /readyz
    std::chrono::milliseconds look_within{1'500};
    int misses_max = 2;  // then it is gone, and who waits for it is sent to another
    std::chrono::milliseconds connect_within{1'000};
    std::chrono::milliseconds answer_within{20'000};  // of one peer
    std::chrono::milliseconds all_within{45'000};     // of all that are tried
    std::chrono::milliseconds appear_within{1'000};   // when there is none to ask
    std::size_t lines_max = 200;  // connections in use to one peer, whose server has a limit, too
    std::size_t streams_max = 100;
    std::size_t kept_max = 16;  // connections to one peer that rest
    std::chrono::milliseconds kept_for{15'000};
    std::size_t answer_bytes_max = std::size_t{64} << 20;
    std::uint64_t entries_apart_max = 1'000;  // behind another peer: then that one is asked
};

struct PeerHealth {
    std::string url;
    std::string_view status;  // "ready", "behind", "stuck", or "gone"
    std::uint64_t answered = 0, failed = 0;
};

/// Set by whoever forwards; what has it is for the views that are here.
inline constexpr std::string_view forwarded_field = "Dossier-Forwarded";

/// Any thread.
class Peers {
public:
    /// "http://host:port" each; throws StoreError when it is not.
    explicit Peers(const std::vector<std::string>& urls, PeerLimits = {});
    ~Peers();

    /// What a peer that has this partition's views answers to a GET; 503, naming what is missing,
    /// when there is none.
    HttpResponse ask(const HttpRequest&, int partition);

    std::vector<PeerHealth> health() const;

    /// Ends the streams; questions go on. Idempotent.
    void end_streams();
    /// Idempotent.
    void stop();

private:
    friend class PeerStream;
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier
