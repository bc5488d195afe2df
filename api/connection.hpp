#pragma once
// The bytes of one connection: requests out of them, answers into them. connection.cpp is the door
// to Boost.Beast. Included by session.cpp only.
#include "api/http.hpp"
#include "api/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>

namespace dossier {

/// A request that came in whole, or what is to be said instead; a status of 0: nothing.
struct Incoming {
    bool whole = false;
    HttpRequest request = {};
    bool keep_alive = false;
    bool chunks = false;  // HTTP/1.1, so the answer may come in chunks
    int status = 0;
    std::string_view why = {};
};

/// One thread. Its deadline is an assignment: somebody calls end_if_late now and again.
class Connection {
public:
    using Time = std::chrono::steady_clock;

    Connection(boost::asio::ip::tcp::socket, const ServerLimits&);

    /// Waits for the next request; `stopping` says that it would wait in vain.
    boost::asio::awaitable<Incoming> read(bool stopping);
    boost::asio::awaitable<bool> write(std::string_view head, std::string_view body);
    boost::asio::awaitable<void> close();

    void end_if_idle();
    void end_if_late(Time::time_point now);
    boost::asio::any_io_executor executor() { return socket_.get_executor(); }

private:
    struct Body;

    boost::asio::awaitable<bool> read_more(Time::time_point until);
    boost::asio::awaitable<bool> read_head(Incoming& to);
    boost::asio::awaitable<bool> read_body(Body& body, Incoming& to);

    boost::asio::ip::tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
    const ServerLimits& limits_;
    Time::time_point until_ = Time::time_point::max();  // for what is being read or written
    bool idle_ = false;
    bool late_ = false;
};

}  // namespace dossier
