// One connection: read a head, judge it, read its body, have it answered, send the answer; again.
#include "api/session.hpp"

#include "api/arrival.hpp"
#include "api/problem.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace dossier {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Code = boost::system::error_code;
using Time = std::chrono::steady_clock;
constexpr auto use = asio::as_tuple(asio::use_awaitable);

namespace {

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // a buffer that grew larger is given back
constexpr std::size_t drained_bytes_max = 256 * 1024;

/// A request that was not to be had: what is said of it before the connection ends; 0: nothing.
struct Refused {
    int status = 0;
    std::string_view why = {};
};

Refused refused_of(Code why) {
    if (why == http::error::body_limit) return {413, "the body is too large"};
    if (why == http::error::header_limit) return {431, "the header is too large"};
    return {400, "this is not HTTP"};
}

}  // namespace

class Session {
public:
    Session(asio::ip::tcp::socket socket, std::string address, Floor& floor, Sessions& all)
        : stream_(std::move(socket)),
          timer_(stream_.get_executor()),
          address_(std::move(address)),
          floor_(floor),
          all_(all),
          me_(all.insert(all.end(), this)) {
        Code ignored;
        stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    }
    ~Session() {
        all_.erase(me_);
        floor_.leave(address_);
    }
    Session(const Session&) = delete;

    asio::awaitable<void> run();
    void end_if_idle() {
        if (idle_) stream_.cancel();
    }

private:
    using Parser = http::request_parser<http::string_body>;

    asio::awaitable<bool> read_more(Time::time_point until);
    asio::awaitable<bool> read_head(Refused& refused);
    asio::awaitable<bool> read_body(Parser& parser, Refused& refused);
    asio::awaitable<HttpResponse> answer(HttpRequest& request);
    asio::awaitable<bool> send(HttpResponse response, bool keep);
    asio::awaitable<bool> send_pieces(Pieces& pieces);
    asio::awaitable<bool> write(std::string_view head, std::string_view body);
    asio::awaitable<void> close();

    HttpRequest request_of(Parser& parser) const;
    void write_head(const HttpResponse& response, bool keep);
    void forget_large_buffers();

    beast::tcp_stream stream_;
    asio::steady_timer timer_;
    beast::flat_buffer buffer_;
    std::string head_;  // of the answer
    const std::string address_;
    Floor& floor_;
    Sessions& all_;
    const Sessions::iterator me_;
    std::size_t head_bytes_ = 0;
    bool idle_ = false;
    bool bare_ = false;     // the answer's head only: HEAD was asked
    bool chunked_ = false;  // HTTP/1.1, so an answer may come in chunks
};

asio::awaitable<void> Session::run() {
    bool keep = true;
    for (std::size_t requests = 1; keep; ++requests) {
        Refused refused;
        Parser parser;
        if (co_await read_head(refused) && co_await read_body(parser, refused)) {
            const auto start = Time::now();
            chunked_ = parser.get().version() == 11;
            HttpRequest request = request_of(parser);
            HttpResponse response = co_await answer(request);
            keep = parser.get().keep_alive() && !response.close && !floor_.stopping &&
                   requests < floor_.limits.requests_per_connection_max;
            const int status = response.status;
            keep = co_await send(std::move(response), keep) && keep;
            const std::chrono::duration<double> took = Time::now() - start;
            floor_.front.answered(request, status, took.count());
        } else {
            keep = false;
            bare_ = false;
            if (refused.status != 0)
                co_await send(problem(refused.status, "http.refused", refused.why), false);
        }
        forget_large_buffers();
    }
    co_await close();
}

/// False at the end of the stream and when the time is over.
asio::awaitable<bool> Session::read_more(Time::time_point until) {
    stream_.expires_at(until);
    const auto [why, n] = co_await stream_.async_read_some(buffer_.prepare(read_bytes), use);
    buffer_.commit(n);
    co_return !why;
}

/// One deadline for the whole head, from its first byte: one that began anew with every byte
/// would be kept waiting for ever.
asio::awaitable<bool> Session::read_head(Refused& refused) {
    const ServerLimits& limits = floor_.limits;
    if (buffer_.size() == 0) {
        if (floor_.stopping) co_return false;
        idle_ = true;
        const bool came = co_await read_more(Time::now() + limits.idle_max);
        idle_ = false;
        if (!came) co_return false;
    }
    const auto until = Time::now() + limits.head_within;
    for (std::size_t looked_at = 0;;) {
        const std::string_view bytes(static_cast<const char*>(buffer_.data().data()),
                                     buffer_.size());
        head_bytes_ = head_length(bytes, looked_at);
        const std::size_t came = head_bytes_ == 0 ? bytes.size() : head_bytes_;
        if (came > limits.gate.head_bytes_max) {
            refused = {431, "the header is too large"};
            co_return false;
        }
        if (head_bytes_ != 0) {
            const GateVerdict verdict = judge_head(bytes.substr(0, head_bytes_), limits.gate);
            refused = {verdict.status, verdict.why};
            co_return verdict.status == 0;
        }
        looked_at = bytes.size();
        if (!co_await read_more(until)) {
            if (Time::now() >= until) refused = {408, "the header did not come in time"};
            co_return false;
        }
    }
}

/// Its deadline moves with what has come: at least so many bytes a second.
asio::awaitable<bool> Session::read_body(Parser& parser, Refused& refused) {
    const ServerLimits& limits = floor_.limits;
    parser.eager(true);
    parser.body_limit(limits.gate.body_bytes_max);
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
                refused = refused_of(why);
                co_return false;
            }
        }
        if (parser.is_done()) co_return true;
        if (first && same_name(parser.get()[http::field::expect], "100-continue"))
            if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return false;
        const auto rate = std::chrono::seconds(came / limits.body_bytes_per_second_min);
        const auto until = start + limits.body_grace + rate;
        if (!co_await read_more(until)) {
            if (Time::now() >= until) refused = {408, "the body came too slowly"};
            co_return false;
        }
    }
}

HttpRequest Session::request_of(Parser& parser) const {
    auto& message = parser.get();
    HttpRequest request{.method = message.method_string(),
                        .target = message.target(),
                        .fields = {},
                        .body = std::move(message.body()),
                        .address = address_};
    request.fields.reserve(12);
    for (const auto& field : message)
        request.fields.push_back({field.name_string(), field.value()});
    return request;
}

asio::awaitable<HttpResponse> Session::answer(HttpRequest& request) {
    bare_ = request.method == "HEAD";
    HttpResponse response;
    try {
        response = floor_.front.answer(request);
        if (response.later) {
            const auto arrival = std::make_shared<Arrival<std::function<HttpResponse()>>>();
            const Arrival<std::function<HttpResponse()>>::Here here(*arrival, timer_);
            response.later(
                [arrival](std::function<HttpResponse()> make) { arrival->bring(std::move(make)); });
            const auto make = co_await arrival->wait(floor_.limits.answer_within);
            response = make ? (*make)()
                            : problem(504, "house.outcome_unknown",
                                      "No answer in time: the outcome is unknown. Send it again "
                                      "under the same id to learn it.");
        }
    } catch (const std::exception& error) {
        spdlog::error("{} {}: {}", request.method, request.route, error.what());
        response = problem(500, "house.fault", "Something broke here; it was written down.");
    }
    co_return response;
}

void Session::write_head(const HttpResponse& response, bool keep) {
    head_ = "HTTP/1.1 ";
    head_.append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
    if (!response.type.empty()) head_.append("\r\nContent-Type: ").append(response.type);
    for (const HttpField& field : response.fields)
        head_.append("\r\n").append(field.name).append(": ").append(field.value);
    if (!response.pieces && response.status != 304 && response.status != 204)
        head_.append("\r\nContent-Length: ").append(std::to_string(response.body.size()));
    if (response.pieces && chunked_) head_.append("\r\nTransfer-Encoding: chunked");
    if (!keep) head_.append("\r\nConnection: close");
    head_.append("\r\n\r\n");
}

/// False when the connection is of no more use.
asio::awaitable<bool> Session::send(HttpResponse response, bool keep) {
    if (response.pieces && !chunked_) keep = false;
    write_head(response, keep);
    const std::string_view body = bare_ ? std::string_view() : response.body;
    if (!co_await write(head_, body)) co_return false;
    if (response.pieces && !bare_) co_return co_await send_pieces(*response.pieces) && keep;
    co_return keep;
}

asio::awaitable<bool> Session::send_pieces(Pieces& pieces) {
    for (;;) {
        const auto arrival = std::make_shared<Arrival<std::string>>();
        const Arrival<std::string>::Here here(*arrival, timer_);
        pieces.next([arrival](std::string piece) { arrival->bring(std::move(piece)); });
        const std::optional<std::string> piece =
            co_await arrival->wait(floor_.limits.answer_within);
        if (!piece) co_return false;  // cut off in the middle, so that nobody takes it for whole
        if (piece->empty()) break;
        if (chunked_) {
            char size[20];
            std::snprintf(size, sizeof size, "%zx\r\n", piece->size());
            head_ = size;
            if (!co_await write(head_, *piece) || !co_await write("\r\n", {})) co_return false;
        } else if (!co_await write(*piece, {})) {
            co_return false;
        }
    }
    co_return chunked_ ? co_await write("0\r\n\r\n", {}) : false;
}

asio::awaitable<bool> Session::write(std::string_view head, std::string_view body) {
    stream_.expires_after(floor_.limits.sent_within);
    const std::array<asio::const_buffer, 2> both{asio::buffer(head.data(), head.size()),
                                                 asio::buffer(body.data(), body.size())};
    const auto [why, n] = co_await asio::async_write(stream_, both, use);
    co_return !why;
}

/// Says good-bye and reads what still comes, bounded: closing over unread bytes would take the
/// answer away from the peer who has not read it yet.
asio::awaitable<void> Session::close() {
    Code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    const auto until = Time::now() + std::chrono::seconds(1);
    for (std::size_t drained = 0; drained < drained_bytes_max;) {
        buffer_.clear();
        if (!co_await read_more(until)) break;
        drained += buffer_.size();
    }
    stream_.close();
}

void Session::forget_large_buffers() {
    if (buffer_.capacity() > kept_bytes_max && buffer_.size() == 0) buffer_.shrink_to_fit();
    if (head_.capacity() > kept_bytes_max) head_ = {};
}

asio::awaitable<void> serve(asio::ip::tcp::socket socket, std::string address, Floor& floor,
                            Sessions& all) {
    Session session(std::move(socket), std::move(address), floor, all);
    try {
        co_await session.run();
    } catch (const std::exception& error) {
        spdlog::error("a connection ended: {}", error.what());
    }
}

void end_if_idle(Session& session) { session.end_if_idle(); }

bool Floor::enter(const std::string& address) {
    const std::lock_guard lock(mutex);
    if (connections >= limits.connections_max) return false;
    std::size_t& there = per_address[address];
    if (there >= limits.connections_per_address_max) return false;
    ++there;
    ++connections;
    return true;
}

void Floor::leave(const std::string& address) {
    const std::lock_guard lock(mutex);
    const auto found = per_address.find(address);
    if (--found->second == 0) per_address.erase(found);
    --connections;
}

}  // namespace dossier
