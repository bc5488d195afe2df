#pragma once
// One process that has views, as another one knows it. All of it on one thread: the executor's.
// Included by peer.cpp and peers.cpp only.
#include "api/caller.hpp"
#include "api/peers.hpp"

#include <atomic>
#include <deque>
#include <map>
#include <set>

namespace dossier {

/// What it said of itself last.
struct PeerReport {
    struct Views {
        std::string status;
        std::uint64_t position = 0;
    };
    std::string status;
    std::map<int, Views> views;  // by partition; none where it has no views
};
/// Of the body of a /readyz; nothing when it is none.
std::optional<PeerReport> peer_report(std::string_view json);

class Peer {
public:
    /// Throws StoreError when the address is none.
    Peer(std::string url, boost::asio::any_io_executor, const PeerLimits&);

    /// Asks how it is. One who does not answer, again and again, is gone.
    boost::asio::awaitable<void> look();
    bool looked_at() const { return looked_at_; }

    /// A connection in use, from the first byte of a question to the last of its answer.
    class Line {
    public:
        explicit Line(Peer& peer) : caller(peer.executor_), peer_(peer) {
            peer.lines_.insert(this);
        }
        ~Line() { peer_.lines_.erase(this); }
        Line(const Line&) = delete;
        Caller caller;

    private:
        Peer& peer_;
    };

    /// Asks; the line has the head of its answer. Null when there was none in time.
    boost::asio::awaitable<std::shared_ptr<Line>> begin(HttpRequest, Caller::Milliseconds at_most);
    /// Its answer was read to the end.
    void give_back(const std::shared_ptr<Line>&);

    /// Lets go of every connection that rests.
    void rest();

    /// Of this partition; null: nothing.
    const PeerReport::Views* views(int partition) const;
    bool full() const { return lines_.size() - kept_.size() >= limits_.lines_max; }
    std::string_view status() const;
    const std::string& url() const { return url_; }

    std::uint64_t answered = 0, failed = 0;

private:
    struct Kept {
        std::shared_ptr<Line> line;
        std::chrono::steady_clock::time_point until;
    };

    boost::asio::awaitable<std::optional<PeerReport>> report();
    std::shared_ptr<Line> kept();
    void forget();
    void leave();

    const std::string url_;
    const ServerAddress address_;
    const boost::asio::any_io_executor executor_;
    const PeerLimits& limits_;
    Caller::Endpoints ends_;
    std::unique_ptr<Caller> looking_;
    std::optional<PeerReport> report_;  // nothing: it is gone
    bool looked_at_ = false;
    int misses_ = 0;
    std::set<Line*> lines_;  // those in use, and those that are kept
    std::deque<Kept> kept_;
};

}  // namespace dossier
