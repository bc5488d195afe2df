#pragma once
// One connection, from its first byte to its last. Included by server.cpp and session.cpp only.
#include "api/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <list>
#include <map>
#include <mutex>

namespace dossier {

class Session;

/// What all sessions of a server share.
struct Floor {
    Front& front;
    const Clock& clock;
    const ServerLimits limits;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> connections = 0;

    std::mutex mutex = {};
    std::map<std::string, std::size_t> per_address = {};  // guarded by mutex

    /// Whether there is room for one more from there; counts it when there is.
    bool enter(const std::string& address);
    void leave(const std::string& address);
};

/// The sessions of one io thread; touched by that thread only.
using Sessions = std::list<Session*>;

/// Serves the connection until it ends. The caller has let it enter; it leaves by itself.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket, std::string address, Floor&,
                                   Sessions&);

/// Closes it when it waits for a request; else it closes itself after the answer.
void end_if_idle(Session&);

/// Ends the read or the write whose time is over. To be called now and again: so a deadline costs
/// an assignment, and not a timer for every read.
void end_if_late(Session&);

}  // namespace dossier
