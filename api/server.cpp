#include "api/server.hpp"

#include "api/session.hpp"
#include "base/error.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <thread>
#include <vector>

namespace dossier {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Code = boost::system::error_code;

namespace {

constexpr int backlog = 512;
constexpr auto tick = std::chrono::milliseconds(50);

constexpr std::string_view full =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

/// One thread and what it runs.
struct Lane {
    Sessions sessions;  // outlives what the context destroys
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread = {};
};

Tcp::endpoint endpoint_of(const Listen& listen) {
    Code why;
    const auto address = asio::ip::make_address(listen.address, why);
    if (why) throw StoreError("listen: " + listen.address + " is no IP address");
    return {address, listen.port};
}

Tcp::acceptor listen_on(asio::io_context& context, const Listen& listen) {
    try {
        Tcp::acceptor acceptor(context);
        const Tcp::endpoint endpoint = endpoint_of(listen);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(Tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen(backlog);
        return acceptor;
    } catch (const boost::system::system_error& error) {
        throw StoreError("listen on " + listen.address + ":" + std::to_string(listen.port) + ": " +
                         error.code().message());
    }
}

}  // namespace

class Server::Impl {
public:
    Impl(const Listen& listen, Front& front, const Clock& clock, ServerLimits limits)
        : floor_{front, clock, limits},
          lanes_(static_cast<std::size_t>(std::max(1, limits.threads))),
          acceptor_(listen_on(lanes_[0].context, listen)),
          port_(acceptor_.local_endpoint().port()) {}

    /// After the server is whole: the first request may ask about it.
    void start() {
        asio::co_spawn(lanes_[0].context, accept(), asio::detached);
        for (Lane& lane : lanes_) {
            asio::co_spawn(lane.context, watch(lane), asio::detached);
            lane.thread = std::thread([context = &lane.context] { context->run(); });
        }
    }

    void stop() {
        if (floor_.stopping.exchange(true)) return;
        asio::post(lanes_[0].context, [this] { acceptor_.close(); });
        const auto until = std::chrono::steady_clock::now() + floor_.limits.stop_within;
        while (floor_.connections != 0 && std::chrono::steady_clock::now() < until) {
            for (Lane& lane : lanes_)  // again and again: one may have become idle meanwhile
                asio::post(lane.context, [&lane] {
                    for (Session* session : lane.sessions) end_if_idle(*session);
                });
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        for (Lane& lane : lanes_) {
            lane.work.reset();
            lane.context.stop();
            lane.thread.join();
        }
    }

    std::uint16_t port() const { return port_; }
    std::size_t connections() const { return floor_.connections; }

private:
    asio::awaitable<void> accept();
    static asio::awaitable<void> watch(Lane& lane);
    void take(Tcp::socket socket, Lane& lane);

    Floor floor_;
    std::vector<Lane> lanes_;
    Tcp::acceptor acceptor_;
    const std::uint16_t port_;
};

asio::awaitable<void> Server::Impl::accept() {
    asio::steady_timer pause(lanes_[0].context);
    for (std::size_t next = 0; !floor_.stopping; next = (next + 1) % lanes_.size()) {
        Lane& lane = lanes_[next];
        auto [why, socket] = co_await acceptor_.async_accept(lane.context.get_executor(),
                                                             asio::as_tuple(asio::use_awaitable));
        if (!why) {
            take(std::move(socket), lane);
        } else if (!floor_.stopping) {  // out of descriptors: let some connections end first
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }
}

asio::awaitable<void> Server::Impl::watch(Lane& lane) {
    asio::steady_timer next(lane.context);
    for (;;) {
        next.expires_after(tick);
        co_await next.async_wait(asio::as_tuple(asio::use_awaitable));
        for (Session* session : lane.sessions) end_if_late(*session);
    }
}

void Server::Impl::take(Tcp::socket socket, Lane& lane) {
    Code why;
    const auto peer = socket.remote_endpoint(why);
    if (why) return;
    std::string address = peer.address().to_string();
    if (!floor_.enter(address)) {
        socket.non_blocking(true, why);
        socket.write_some(asio::buffer(full.data(), full.size()), why);
        return;
    }
    asio::post(lane.context, [this, &lane, socket = std::move(socket),
                              address = std::move(address)]() mutable {
        asio::co_spawn(lane.context,
                       serve(std::move(socket), std::move(address), floor_, lane.sessions),
                       asio::detached);
    });
}

Server::Server(const Listen& listen, Front& front, const Clock& clock, ServerLimits limits)
    : impl_(std::make_unique<Impl>(listen, front, clock, limits)) {
    impl_->start();
}
Server::~Server() { stop(); }
std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
void Server::stop() { impl_->stop(); }

}  // namespace dossier
