#include "api/connection.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace dossier {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Code = boost::system::error_code;
using Parser = http::request_parser<http::string_body>;
constexpr auto use = asio::as_tuple(asio::use_awaitable);

struct Connection::Body {
    Parser parser;
};

namespace {

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // a buffer that grew larger is given back
constexpr std::size_t drained_bytes_max = 256 * 1024;

/// What is said of a body or a head that Beast did not take.
void refuse(Incoming& to, Code why) {
    to.status = why == http::error::body_limit ? 413 : why == http::error::header_limit ? 431 : 400;
    to.why = to.status == 400 ? "this is not HTTP" : "the request is too large";
}

void copy_head(const Parser& parser, const std::string_view method, Incoming& to) {
    const auto& message = parser.get();
    to.request.method = method;
    to.request.target = message.target();
    to.request.fields.reserve(12);
    for (const auto& field : message)
        to.request.fields.push_back({field.name_string(), field.value()});
    to.keep_alive = message.keep_alive();
    to.chunks = message.version() == 11;
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, const ServerLimits& limits)
    : socket_(std::move(socket)), limits_(limits) {
    Code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

asio::awaitable<Incoming> Connection::read(bool stopping) {
    Incoming to;
    if (buffer_.size() == 0) {
        if (buffer_.capacity() > kept_bytes_max) buffer_.shrink_to_fit();
        if (stopping) co_return to;
        idle_ = true;
        const bool came = co_await read_more(Time::now() + limits_.idle_max);
        idle_ = false;
        if (!came) co_return to;
    }
    const bool head = co_await read_head(to);
    if (!head) co_return to;
    Body body;
    to.whole = co_await read_body(body, to);
    if (!to.whole) co_return to;
    auto& message = body.parser.get();
    copy_head(body.parser, message.method_string(), to);
    to.request.body = std::move(message.body());
    co_return to;
}

void Connection::end_if_idle() {
    if (idle_) socket_.cancel();
}

void Connection::end_if_late(Time::time_point now) {
    if (now < until_) return;
    late_ = true;
    until_ = Time::time_point::max();
    socket_.cancel();
}

/// False at the end of the stream and, `late_`, when the time is over.
asio::awaitable<bool> Connection::read_more(Time::time_point until) {
    until_ = until;
    late_ = false;
    const auto [why, n] = co_await socket_.async_read_some(buffer_.prepare(read_bytes), use);
    until_ = Time::time_point::max();
    buffer_.commit(n);
    co_return !why;
}

/// One deadline for the whole head, from its first byte: one that began anew with every byte
/// would be kept waiting for ever.
asio::awaitable<bool> Connection::read_head(Incoming& to) {
    const auto until = Time::now() + limits_.head_within;
    for (std::size_t looked_at = 0;;) {
        const std::string_view bytes(static_cast<const char*>(buffer_.data().data()),
                                     buffer_.size());
        const std::size_t head_bytes = head_length(bytes, looked_at);
        const std::size_t came = head_bytes == 0 ? bytes.size() : head_bytes;
        if (came > limits_.gate.head_bytes_max) {
            to.status = 431;
            to.why = "the header is too large";
            co_return false;
        }
        if (head_bytes != 0) {
            const GateVerdict verdict = judge_head(bytes.substr(0, head_bytes), limits_.gate);
            to.status = verdict.status;
            to.why = verdict.why;
            co_return verdict.status == 0;
        }
        looked_at = bytes.size();
        const bool more = co_await read_more(until);
        if (!more) {
            if (late_) to.status = 408, to.why = "the header did not come in time";
            co_return false;
        }
    }
}

/// Its deadline moves with what has come: at least so many bytes a second.
asio::awaitable<bool> Connection::read_body(Body& body, Incoming& to) {
    Parser& parser = body.parser;
    parser.eager(true);
    parser.body_limit(limits_.gate.body_bytes_max);
    const auto start = Time::now();
    std::size_t came = 0;
    for (bool first = true;; first = false) {
        while (buffer_.size() != 0 && !parser.is_done()) {
            Code why;
            const std::size_t used = parser.put(buffer_.data(), why);
            buffer_.consume(used);
            came += used;
            if (why == http::error::need_more) break;
            if (why) {
                refuse(to, why);
                co_return false;
            }
        }
        if (parser.is_done()) co_return true;
        if (first && same_name(parser.get()[http::field::expect], "100-continue")) {
            const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
            if (!sent) co_return false;
        }
        const auto rate = std::chrono::seconds(came / limits_.body_bytes_per_second_min);
        const auto until = start + limits_.body_grace + rate;
        const bool more = co_await read_more(until);
        if (!more) {
            if (late_) to.status = 408, to.why = "the body came too slowly";
            co_return false;
        }
    }
}

asio::awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
    until_ = Time::now() + limits_.sent_within;
    const std::array<asio::const_buffer, 2> both{asio::buffer(head.data(), head.size()),
                                                 asio::buffer(body.data(), body.size())};
    const auto [why, n] = co_await asio::async_write(socket_, both, use);
    until_ = Time::time_point::max();
    co_return !why;
}

/// Says good-bye and reads what still comes, bounded: closing over unread bytes would take the
/// answer away from the peer who has not read it yet.
asio::awaitable<void> Connection::close() {
    Code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    const auto until = Time::now() + std::chrono::seconds(1);
    for (std::size_t drained = 0; drained < drained_bytes_max;) {
        buffer_.clear();
        const bool more = co_await read_more(until);
        if (!more) break;
        drained += buffer_.size();
    }
    socket_.close(ignored);
}

}  // namespace dossier
