#include "bench/least_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <thread>
#include <vector>

namespace dossier::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
constexpr auto use = asio::as_tuple(asio::use_awaitable);

struct Lane {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread = {};
};

/// Hands the body to the keeper, and goes on where the coroutine waits.
template <class Token>
auto async_keep(const LeastServer::Keep& keep, Tcp::socket::executor_type on, std::string body,
                Token&& token) {
    return asio::async_initiate<Token, void()>(
        [&keep, on, body = std::move(body)](auto handler) mutable {
            auto held = std::make_shared<decltype(handler)>(std::move(handler));
            keep(std::move(body), [on, held] { asio::post(on, [held] { std::move (*held)(); }); });
        },
        token);
}

asio::awaitable<void> serve(Tcp::socket socket, const std::string& answer,
                            const LeastServer::Keep& keep) {
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> request;
        const auto [failed, read] = co_await http::async_read(socket, buffer, request, use);
        if (failed) co_return;
        if (keep)
            co_await async_keep(keep, socket.get_executor(), std::move(request.body()),
                                asio::use_awaitable);
        http::response<http::string_body> response(http::status::ok, request.version());
        response.set(http::field::content_type, "application/json");
        response.body() = answer;
        response.prepare_payload();
        const auto [broken, written] = co_await http::async_write(socket, response, use);
        if (broken) co_return;
    }
}

}  // namespace

struct LeastServer::Impl {
    Impl(int threads, std::size_t answer_bytes, Keep kept)
        : answer(answer_bytes, 'x'),
          keep(std::move(kept)),
          lanes(static_cast<std::size_t>(threads)),
          acceptor(lanes[0].context, {asio::ip::address_v4::loopback(), 0}) {
        asio::co_spawn(lanes[0].context, accept(), asio::detached);
        for (Lane& lane : lanes)
            lane.thread = std::thread([context = &lane.context] { context->run(); });
    }
    ~Impl() {
        for (Lane& lane : lanes) {
            lane.context.stop();
            lane.thread.join();
        }
    }

    asio::awaitable<void> accept() {
        for (std::size_t next = 0;; next = (next + 1) % lanes.size()) {
            Lane& lane = lanes[next];
            auto [failed, socket] =
                co_await acceptor.async_accept(lane.context.get_executor(), use);
            if (failed) co_return;
            asio::co_spawn(lane.context, serve(std::move(socket), answer, keep), asio::detached);
        }
    }

    const std::string answer;
    const Keep keep;
    std::vector<Lane> lanes;
    Tcp::acceptor acceptor;
};

LeastServer::LeastServer(int threads, std::size_t answer_bytes, Keep keep)
    : impl_(std::make_unique<Impl>(threads, answer_bytes, std::move(keep))) {}
LeastServer::~LeastServer() = default;
std::uint16_t LeastServer::port() const { return impl_->acceptor.local_endpoint().port(); }

}  // namespace dossier::bench
