#include "api/peers.hpp"

#include "api/passing_feed.hpp"
#include "api/peer.hpp"
#include "api/problem.hpp"
#include "base/error.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <mutex>
#include <thread>

namespace dossier {

namespace asio = boost::asio;
using Time = std::chrono::steady_clock;
using Line = Peer::Line;

namespace {

constexpr auto use = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds piece_within{60'000};  // four heartbeats of a feed

/// What the routes of queries and the feed look at.
constexpr std::string_view carried[] = {"Authorization", "If-None-Match", "Last-Event-ID",
                                        "Accept"};
/// What belongs to one connection, or is said anew.
constexpr std::string_view not_carried[] = {
    "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Server"};

HttpRequest as_forwarded(const HttpRequest& from) {
    HttpRequest to{.method = "GET", .target = from.target};
    if (!to.target.starts_with('/')) {  // http://host/v1/…
        const std::size_t path = to.target.find('/', to.target.find("//") + 2);
        to.target = path == std::string::npos ? "/" : to.target.substr(path);
    }
    for (const std::string_view name : carried)
        if (const std::string* value = from.field(name))
            to.fields.push_back({std::string(name), *value});
    to.fields.push_back({std::string(forwarded_field), from.address});
    return to;
}

HttpResponse with_head_of(const AnswerHead& head) {
    HttpResponse response{.status = head.status, .type = {}};
    for (const HttpField& field : head.fields)
        if (std::ranges::none_of(not_carried,
                                 [&](auto name) { return same_name(name, field.name); }))
            response.fields.push_back(field);
    return response;
}

HttpResponse missing(const std::string& what) {
    HttpResponse response = problem(503, "peers.none", what);
    response.fields.push_back({"Retry-After", "1"});
    return response;
}

/// Whether another peer may know better. What waited for min_seq has waited long enough.
bool is_final(const HttpResponse& response) {
    return response.status != 503 || response.body.find("query.behind") != std::string::npos;
}

std::function<HttpResponse()> made(HttpResponse response) {
    const auto shared = std::make_shared<HttpResponse>(std::move(response));
    return [shared] { return std::move(*shared); };
}

/// Of a feed: the connection it comes by, and how far it has passed.
struct Way {
    std::shared_ptr<Line> line;
    PassingFeed feed = {};
};

}  // namespace

class Peers::Impl {
public:
    Impl(const std::vector<std::string>& urls, PeerLimits limits) : limits_(limits) {
        for (const std::string& url : urls)
            peers_.push_back(std::make_unique<Peer>(url, io_->get_executor(), limits_));
        publish();
        for (const auto& peer : peers_) asio::co_spawn(*io_, watch(*peer), asio::detached);
        thread_ = std::thread([this] { io_->run(); });
    }
    ~Impl() {
        stop();
        for (const auto& peer : peers_) peer->rest();
        io_.reset();  // and with it whoever still waits for a peer
    }

    void stop() {
        io_->stop();
        if (thread_.joinable()) thread_.join();
    }

    HttpResponse ask(const HttpRequest& request, int partition) {
        return {.later = [this, request = as_forwarded(request), partition](Respond respond) {
            asio::co_spawn(*io_, answer(request, partition, std::move(respond)), asio::detached);
        }};
    }

    std::vector<PeerHealth> health() const {
        const std::lock_guard lock(mutex_);
        return health_;
    }

    void end_streams() {
        ending_ = true;
        asio::post(*io_, [this] {
            for (Line* line : streams_) line->caller.end();
        });
    }

private:
    friend class PeerStream;
    using Asked = std::pair<bool, HttpResponse>;  // whether it was answered

    asio::awaitable<void> watch(Peer& peer);
    asio::awaitable<void> answer(HttpRequest request, int partition, Respond respond);
    asio::awaitable<Asked> ask_one(Peer& peer, HttpRequest request, Time::time_point until);
    asio::awaitable<void> next_piece(std::shared_ptr<Way> way, Pieces::Give give);
    std::vector<Peer*> candidates(int partition) const;
    std::string why_none(int partition) const;
    void publish();

    const PeerLimits limits_;
    std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>(1);
    std::vector<std::unique_ptr<Peer>> peers_;  // the thread's
    std::set<Line*> streams_;                   // the thread's
    std::atomic<bool> ending_ = false;
    mutable std::mutex mutex_;
    std::vector<PeerHealth> health_;  // guarded
    std::thread thread_;
};

/// A feed that comes from a peer. It pulls, as one from here does.
class PeerStream final : public Pieces {
public:
    PeerStream(Peers::Impl& all, std::shared_ptr<Line> line)
        : all_(all), way_(std::make_shared<Way>(Way{std::move(line)})) {
        all_.streams_.insert(way_->line.get());
    }
    ~PeerStream() override {
        asio::post(*all_.io_, [&all = all_, way = std::move(way_)] {
            all.streams_.erase(way->line.get());  // and ends, on its own thread
        });
    }
    void next(Give give) override {
        asio::co_spawn(*all_.io_, all_.next_piece(way_, std::move(give)), asio::detached);
    }

private:
    Peers::Impl& all_;
    std::shared_ptr<Way> way_;
};

// ---- Who is there -----------------------------------------------------------------------------

asio::awaitable<void> Peers::Impl::watch(Peer& peer) {
    asio::steady_timer pause(*io_);
    for (;;) {
        co_await peer.look();
        publish();
        pause.expires_after(limits_.look_every);
        co_await pause.async_wait(use);
    }
}

void Peers::Impl::publish() {
    std::vector<PeerHealth> now;
    for (const auto& peer : peers_)
        now.push_back({peer->url(), peer->status(), peer->answered, peer->failed});
    const std::lock_guard lock(mutex_);
    health_ = std::move(now);
}

/// Best first: ready before behind; who is far behind another last; then the favourite, which is
/// another one for the next partition.
std::vector<Peer*> Peers::Impl::candidates(int partition) const {
    std::uint64_t furthest = 0;
    for (const auto& peer : peers_)
        if (const auto* views = peer->views(partition))
            furthest = std::max(furthest, views->position);
    std::vector<Peer*> found;
    for (std::size_t i = 0; i < peers_.size(); ++i) {
        Peer& peer = *peers_[(i + static_cast<std::size_t>(partition)) % peers_.size()];
        const auto* views = peer.views(partition);
        if (views != nullptr && views->status != "stuck" && !peer.full()) found.push_back(&peer);
    }
    std::ranges::stable_sort(found, {}, [&](const Peer* peer) {
        const auto& views = *peer->views(partition);
        return std::pair(views.status != "ready",
                         furthest - views.position > limits_.entries_apart_max);
    });
    return found;
}

std::string Peers::Impl::why_none(int partition) const {
    std::string why = "Nobody has ready views of partition " + std::to_string(partition) + ":";
    for (const auto& peer : peers_) {
        const auto* views = peer->views(partition);
        why += " " + peer->url() + " is " +
               (views == nullptr && peer->status() != "gone" ? "without them"
                : peer->full()                               ? "busy"
                : views == nullptr                           ? std::string(peer->status())
                                                             : views->status) +
               (peer == peers_.back() ? "." : ",");
    }
    return why;
}

// ---- Asking -----------------------------------------------------------------------------------

asio::awaitable<void> Peers::Impl::answer(HttpRequest request, int partition, Respond respond) {
    const auto until = Time::now() + limits_.all_within;
    const auto patience = Time::now() + limits_.appear_within;
    asio::steady_timer pause(*io_);
    std::optional<HttpResponse> last;
    do {  // a peer that begins just now is waited for, but not one that has failed just now
        for (Peer* peer : candidates(partition)) {
            auto [answered, response] = co_await ask_one(*peer, request, until);
            ++(answered ? peer->answered : peer->failed);
            if (!answered) continue;
            last = std::move(response);
            if (is_final(*last)) break;
        }
        if (last) break;
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(use);
    } while (Time::now() < patience);
    respond(made(last ? std::move(*last) : missing(why_none(partition))));
}

asio::awaitable<Peers::Impl::Asked> Peers::Impl::ask_one(Peer& peer, HttpRequest request,
                                                         Time::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Time::now());
    const auto at_most = std::min(left, limits_.answer_within);
    if (at_most.count() <= 0) co_return Asked{};
    const std::shared_ptr<Line> line = co_await peer.begin(std::move(request), at_most);
    if (!line) co_return Asked{};
    const AnswerHead& head = line->caller.head();
    HttpResponse response = with_head_of(head);
    if (head.field("Content-Type") == "text/event-stream") {
        if (streams_.size() >= limits_.streams_max)
            co_return Asked{true, problem(503, "http.too_many_streams",
                                          "Too many follow already; come back later.")};
        response.pieces = std::make_unique<PeerStream>(*this, line);
        co_return Asked{true, std::move(response)};
    }
    while (!line->caller.whole()) {
        const auto why = co_await line->caller.read(response.body, at_most);
        if (why || response.body.size() > limits_.answer_bytes_max) co_return Asked{};
    }
    peer.give_back(line);
    co_return Asked{true, std::move(response)};
}

asio::awaitable<void> Peers::Impl::next_piece(std::shared_ptr<Way> way, Pieces::Give give) try {
    Caller& caller = way->line->caller;
    std::string piece;
    while (piece.empty() && !caller.whole() && !ending_) {
        const auto why = co_await caller.read(way->feed.came(), piece_within);
        if (why && !ending_) throw StoreError("the feed of a peer broke off");
        piece = way->feed.take(caller.whole());
    }
    if (piece.empty() && ending_ && !caller.whole()) piece = way->feed.closing();
    give([piece] { return piece; });
} catch (const StoreError& error) {
    // cut off in the middle, so that nobody takes it for whole
    give([why = std::string(error.what())]() -> std::string { throw StoreError(why); });
}

Peers::Peers(const std::vector<std::string>& urls, PeerLimits limits)
    : impl_(std::make_unique<Impl>(urls, limits)) {}
Peers::~Peers() = default;
HttpResponse Peers::ask(const HttpRequest& request, int partition) {
    return impl_->ask(request, partition);
}
std::vector<PeerHealth> Peers::health() const { return impl_->health(); }
void Peers::end_streams() { impl_->end_streams(); }
void Peers::stop() { impl_->stop(); }

}  // namespace dossier
