#include "api/peer.hpp"

#include "base/error.hpp"
#include "schema/describe.hpp"
#include "schema/formats.hpp"

#include <boost/asio/error.hpp>

namespace dossier {

namespace asio = boost::asio;
using Time = std::chrono::steady_clock;

namespace {

constexpr std::size_t report_bytes_max = 1 << 20;

struct ViewsSaid {
    std::string status;
    std::int64_t position = 0;

    static void describe(auto& is) {
        is.named("ViewsSaid", "How far the views are.");
        is.field("status", &ViewsSaid::status);
        is.field("position", &ViewsSaid::position);
    }
};

struct PartitionSaid {
    std::int64_t partition = 0;
    std::optional<ViewsSaid> views;

    static void describe(auto& is) {
        is.named("PartitionSaid", "How a partition is there.");
        is.field("partition", &PartitionSaid::partition);
        is.field("views", &PartitionSaid::views);
    }
};

struct ReadinessSaid {
    std::string status;
    std::vector<PartitionSaid> partitions;

    static void describe(auto& is) {
        is.named("ReadinessSaid", "How a process is.");
        is.field("status", &ReadinessSaid::status);
        is.field("partitions", &ReadinessSaid::partitions);
    }
};

ServerAddress address_of(const std::string& url) {
    const auto address = server_address(url);
    if (!address) throw StoreError("the peer " + url + " is not http://host:port");
    return *address;
}

}  // namespace

std::optional<PeerReport> peer_report(std::string_view json) {
    ReadinessSaid said;
    if (!from_json(type_of<ReadinessSaid>(), &said, json).empty() || said.status.empty())
        return std::nullopt;
    PeerReport report{.status = said.status};
    for (const PartitionSaid& one : said.partitions)
        if (one.views)
            report.views[static_cast<int>(one.partition)] = {
                one.views->status, static_cast<std::uint64_t>(one.views->position)};
    return report;
}

Peer::Peer(std::string url, asio::any_io_executor executor, const PeerLimits& limits)
    : url_(std::move(url)),
      address_(address_of(url_)),
      executor_(std::move(executor)),
      limits_(limits) {}

// ---- How it is --------------------------------------------------------------------------------

asio::awaitable<void> Peer::look() {
    std::optional<PeerReport> report = co_await this->report();
    looked_at_ = true;
    if (report) {
        misses_ = 0;
        report_ = std::move(report);
    } else if (++misses_ >= limits_.misses_max) {
        leave();
    }
}

/// On a connection of its own, which is not in the way of questions nor they in its.
asio::awaitable<std::optional<PeerReport>> Peer::report() {
    if (!looking_) {
        ends_ = co_await resolve(address_);  // what was restarted may be elsewhere
        if (ends_.empty()) co_return std::nullopt;
        auto caller = std::make_unique<Caller>(executor_);
        const auto why = co_await caller->connect(ends_, limits_.connect_within);
        if (why == asio::error::connection_refused) forget();
        if (why) co_return std::nullopt;
        looking_ = std::move(caller);
    }
    HttpRequest request{.method = "GET", .target = "/readyz"};
    auto why = co_await looking_->ask(std::move(request), address_.text(), limits_.look_within);
    std::string body;
    while (!why && !looking_->whole() && body.size() < report_bytes_max)
        why = co_await looking_->read(body, limits_.look_within);
    const bool well = !why && looking_->whole();
    if (!well || !looking_->keeps()) looking_.reset();
    if (!well) co_return std::nullopt;
    co_return peer_report(body);
}

/// It takes no more; what it was asked it may still answer.
void Peer::forget() {
    report_.reset();
    kept_.clear();
}

/// Who waits for its answers hears an error now, and asks another.
void Peer::leave() {
    forget();
    for (Line* line : lines_) line->caller.end();
}

const PeerReport::Views* Peer::views(int partition) const {
    if (!report_) return nullptr;
    const auto found = report_->views.find(partition);
    return found == report_->views.end() ? nullptr : &found->second;
}

std::string_view Peer::status() const {
    for (const std::string_view known : {"ready", "behind", "stuck"})
        if (report_ && report_->status == known) return known;
    return "gone";
}

void Peer::rest() {
    kept_.clear();
    looking_.reset();
}

// ---- Asking it --------------------------------------------------------------------------------

std::shared_ptr<Peer::Line> Peer::kept() {
    while (!kept_.empty() && kept_.front().until <= Time::now()) kept_.pop_front();
    if (kept_.empty()) return nullptr;
    std::shared_ptr<Line> line = std::move(kept_.back().line);
    kept_.pop_back();
    return line;
}

asio::awaitable<std::shared_ptr<Peer::Line>> Peer::begin(HttpRequest request,
                                                         Caller::Milliseconds at_most) {
    if (std::shared_ptr<Line> line = kept()) {
        const auto why = co_await line->caller.ask(request, address_.text(), at_most);
        if (!why) co_return line;
        if (!report_ || why == asio::error::timed_out) co_return nullptr;
    }  // it was closed while it rested
    auto line = std::make_shared<Line>(*this);
    auto why = co_await line->caller.connect(ends_, limits_.connect_within);
    if (why == asio::error::connection_refused) forget();
    if (!why) why = co_await line->caller.ask(std::move(request), address_.text(), at_most);
    if (why) co_return nullptr;
    co_return line;
}

void Peer::give_back(const std::shared_ptr<Line>& line) {
    if (!report_ || !line->caller.keeps() || kept_.size() >= limits_.kept_max) return;
    kept_.push_back({line, Time::now() + limits_.kept_for});
}

}  // namespace dossier
