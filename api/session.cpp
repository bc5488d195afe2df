// One connection after the other request: have it answered, send the answer; again.
#include "api/session.hpp"

#include "api/arrival.hpp"
#include "api/connection.hpp"
#include "api/problem.hpp"
#include "eventstore/refusals.hpp"

#include <spdlog/spdlog.h>

namespace dossier {

namespace asio = boost::asio;
using Time = std::chrono::steady_clock;

namespace {

constexpr std::size_t kept_bytes_max = 64 * 1024;  // a head that grew larger is given back

}  // namespace

class Session {
public:
    Session(asio::ip::tcp::socket socket, std::string address, Floor& floor, Sessions& all)
        : connection_(std::move(socket), floor.limits),
          timer_(connection_.executor()),
          address_(std::move(address)),
          floor_(floor),
          all_(all),
          me_(all.insert(all.end(), this)) {}
    ~Session() {
        all_.erase(me_);
        floor_.leave(address_);
    }
    Session(const Session&) = delete;

    asio::awaitable<void> run();
    Connection& connection() { return connection_; }

private:
    asio::awaitable<bool> serve_one(Incoming incoming, bool last);
    asio::awaitable<HttpResponse> answer(HttpRequest& request);
    asio::awaitable<bool> send(HttpResponse response, bool keep);
    asio::awaitable<bool> send_pieces(Pieces& pieces);
    asio::awaitable<bool> send_piece(const std::string& piece);
    void write_head(const HttpResponse& response, bool keep);

    Connection connection_;
    asio::steady_timer timer_;  // for what another thread will bring
    std::string head_;          // of the answer
    const std::string address_;
    Floor& floor_;
    Sessions& all_;
    const Sessions::iterator me_;
    bool bare_ = false;     // the answer's head only: HEAD was asked
    bool chunked_ = false;  // HTTP/1.1, so an answer may come in chunks
};

asio::awaitable<void> Session::run() {
    bool keep = true;
    for (std::size_t requests = 1; keep; ++requests) {
        Incoming incoming = co_await connection_.read(floor_.stopping);
        if (incoming.whole) {
            const bool last = requests >= floor_.limits.requests_per_connection_max;
            keep = co_await serve_one(std::move(incoming), last);
        } else {
            keep = false;
            bare_ = false;
            if (incoming.status != 0) {
                floor_.front.answered(incoming.request, incoming.status, 0);
                co_await send(problem(incoming.status, "http.refused", incoming.why), false);
            }
        }
        if (head_.capacity() > kept_bytes_max) head_ = {};
    }
    co_await connection_.close();
}

/// False when the connection is of no more use.
asio::awaitable<bool> Session::serve_one(Incoming incoming, bool last) {
    const auto start = Time::now();
    HttpRequest& request = incoming.request;
    request.address = address_;
    bare_ = request.method == "HEAD";
    chunked_ = incoming.chunks;
    HttpResponse response = co_await answer(request);
    const bool keep = incoming.keep_alive && !response.close && !floor_.stopping && !last;
    const int status = response.status;
    const bool kept = co_await send(std::move(response), keep);
    const std::chrono::duration<double> took = Time::now() - start;
    floor_.front.answered(request, status, took.count());
    co_return kept;
}

asio::awaitable<HttpResponse> Session::answer(HttpRequest& request) {
    HttpResponse response;
    try {
        response = floor_.front.answer(request);
        if (response.later) {
            const auto arrival = std::make_shared<Arrival<std::function<HttpResponse()>>>();
            const Arrival<std::function<HttpResponse()>>::Here here(*arrival, timer_);
            response.later(
                [arrival](std::function<HttpResponse()> make) { arrival->bring(std::move(make)); });
            const auto make = co_await arrival->wait(floor_.limits.answer_within);
            response = make ? (*make)() : problem(refused::unheard);
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
    const bool sent = co_await connection_.write(head_, body);
    if (!sent || !response.pieces || bare_) co_return sent&& keep;
    const bool whole = co_await send_pieces(*response.pieces);
    co_return whole&& keep;
}

asio::awaitable<bool> Session::send_pieces(Pieces& pieces) {
    for (;;) {
        const auto arrival = std::make_shared<Arrival<std::function<std::string()>>>();
        const Arrival<std::function<std::string()>>::Here here(*arrival, timer_);
        pieces.next(
            [arrival](std::function<std::string()> make) { arrival->bring(std::move(make)); });
        const auto make = co_await arrival->wait(floor_.limits.answer_within);
        if (!make) co_return false;  // cut off in the middle, so that nobody takes it for whole
        const std::string piece = (*make)();
        if (piece.empty()) break;
        const bool sent = co_await send_piece(piece);
        if (!sent) co_return false;
    }
    if (!chunked_) co_return false;
    const bool sent = co_await connection_.write("0\r\n\r\n", {});
    co_return sent;
}

asio::awaitable<bool> Session::send_piece(const std::string& piece) {
    head_.clear();
    if (chunked_) {
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
        head_.append(size).append(piece).append("\r\n");
    }
    const bool sent = co_await connection_.write(chunked_ ? head_ : piece, {});
    co_return sent;
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

void end_if_idle(Session& session) { session.connection().end_if_idle(); }
void end_if_late(Session& session) { session.connection().end_if_late(Time::now()); }

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
