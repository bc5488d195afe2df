#pragma once
// One connection to a server, from the side that asks: requests into it, answers out of it.
// caller.cpp is the door to Boost.Beast. Included by peers.cpp and tools/http.cpp only.
#include "api/http.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace dossier {

struct ServerAddress {
    std::string host, port = "80";

    std::string text() const { return host + ":" + port; }
};

/// Of "http://host:port", perhaps with a path behind, which is no part of it.
std::optional<ServerAddress> server_address(std::string_view url);

struct AnswerHead {
    int status = 0;
    std::vector<HttpField> fields = {};

    /// Without regard to case; empty when there is none.
    std::string_view field(std::string_view name) const;
};

/// One executor, one at a time. What is asked for must come within its time, else the connection is
/// of no more use. A Code that is false: it went well.
class Caller {
public:
    using Code = boost::system::error_code;
    using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
    using Milliseconds = std::chrono::milliseconds;

    explicit Caller(boost::asio::any_io_executor);
    ~Caller();
    Caller(const Caller&) = delete;

    boost::asio::awaitable<Code> connect(Endpoints, Milliseconds at_most);

    /// Sends the request, with `host` and the length of its body, and reads the answer's head.
    boost::asio::awaitable<Code> ask(HttpRequest, std::string host, Milliseconds at_most);
    const AnswerHead& head() const;

    /// Appends what comes next of the body. Not when it is whole().
    boost::asio::awaitable<Code> read(std::string& to, Milliseconds at_most);
    bool whole() const;
    /// Whether another request may go the same way, once the answer is whole.
    bool keeps() const;

    /// Whoever waits for something hears an error. On the executor.
    void end();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Where it listens; none when nobody knows.
boost::asio::awaitable<Caller::Endpoints> resolve(ServerAddress);

}  // namespace dossier
