#include "api/feed.hpp"

#include "api/feed_read.hpp"
#include "api/problem.hpp"
#include "domain/catalog.hpp"
#include "eventstore/peek.hpp"

#include <charconv>

namespace dossier {
namespace {

constexpr Roles readers{Role::admin, Role::manager, Role::auditor, Role::integration};
constexpr Portion portion{256, 1 << 20};

bool is_event_type(std::string_view name) {
    for (const Aggregate* aggregate : all_aggregates())
        if (aggregate->event(name) != nullptr) return true;
    return false;
}

/// Which event was the last one had: "1201.0"; of "1201" all of that entry.
struct Had {
    std::int64_t seq = 0;
    std::size_t events = 0;  // of the entry; as many as there are, when it does not say
};

std::optional<Had> had_of(std::string_view text) {
    Had had{0, std::numeric_limits<std::size_t>::max()};
    const char* const end = text.data() + text.size();
    auto [rest, why] = std::from_chars(text.data(), end, had.seq);
    if (why != std::errc() || had.seq < 0) return std::nullopt;
    if (rest != end) {
        if (*rest != '.') return std::nullopt;
        const auto second = std::from_chars(rest + 1, end, had.events);
        if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
        ++had.events;
    }
    return had;
}

std::optional<Start> start_of(const std::string& text) {
    std::int64_t seq = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, why] = std::from_chars(text.data(), end, seq);
    if (why == std::errc() && rest == end && seq >= 0) return Start{seq};
    if (const auto at = timestamp_of(text)) return Start{to_text(*at)};
    return std::nullopt;
}

/// What a call of the feed asks for.
struct Wanted {
    FeedFilter filter;
    std::optional<Start> start;
    Had had;
    bool follow = true;
    Errors errors;
};

Wanted wanted_of(const Call& call) {
    Wanted wanted;
    for (const auto& [name, value] : call.target.parameters) {
        if (name == "type") {
            if (!is_event_type(value))
                wanted.errors.push_back({"/type", "choice", "There is no such event: " + value});
            wanted.filter.types.push_back(value);
        } else if (name == "stream") {
            if (!is_stream_id(value) && aggregate_named(value) == nullptr)
                wanted.errors.push_back({"/stream", "stream", "Expected case/018f… or case."});
            wanted.filter.streams.push_back(value);
        } else if (name == "follow") {
            if (value != "true" && value != "false")
                wanted.errors.push_back({"/follow", "boolean", "Expected true or false."});
            wanted.follow = value == "true";
        } else if (name == "from") {
            wanted.start = start_of(value);
            if (!wanted.start)
                wanted.errors.push_back({"/from", "start", "Expected a sequence or an instant."});
        } else {
            wanted.errors.push_back({"/" + name, "unknown", "There is no such parameter."});
        }
    }
    if (const std::string* last = call.request.field("Last-Event-ID"); last && !last->empty()) {
        const auto had = had_of(*last);
        if (!had)
            wanted.errors.push_back({"/Last-Event-ID", "id", "Expected an id like 1201.0."});
        else
            wanted.had = *had, wanted.start = Start{had->seq};
    }
    return wanted;
}

}  // namespace

/// One reader's way through the journal. It pulls, so a slow one holds one piece and no queue.
class Stream final : public Pieces {
public:
    Stream(Feed& feed, Reader reader, Timestamp expires, int partition, Position from,
           Wanted wanted)
        : way_(std::make_shared<Way>(feed, std::move(reader), expires, partition, from,
                                     std::move(wanted))) {
        ++feed.streams_;
    }
    ~Stream() override { --way_->feed.streams_; }

    void next(Give give) override {
        Way& way = *way_;
        const auto make = [way = way_] { return way->piece(); };
        if (!way.wanted.follow || way.behind()) return give(make);
        const auto until = std::chrono::steady_clock::now() + way.feed.limits_.heartbeat;
        way.feed.watches_[static_cast<std::size_t>(way.partition)]->wait(
            way.from, until, [give, make] { give(make); });
    }

private:
    /// Shared with the watch, which may call when the session is gone.
    struct Way {
        Way(Feed& of, Reader who, Timestamp end, int where, Position start, Wanted what)
            : feed(of),
              reader(std::move(who)),
              expires(end),
              partition(where),
              from(start),
              wanted(std::move(what)) {}

        bool behind() const { return from < feed.journal_.end(partition); }

        /// On the session's thread. A comment, when there was nothing for this reader.
        std::string piece() {
            if (feed.stopping_ || feed.clock_.now() >= expires ||
                !feed.roles_(reader).meet(readers))
                return closing();
            std::string made;
            bool more = true;
            while (made.size() < feed.limits_.piece_bytes_max && more) more = read(made);
            if (made.empty() && (wanted.follow || behind())) return ":\n\n";
            return made;
        }

        /// False when this portion had nothing, or was the last.
        bool read(std::string& made) {
            const std::vector<Recorded> records = feed.journal_.read(partition, from, portion);
            for (const Recorded& record : records) {
                if (made.size() >= feed.limits_.piece_bytes_max) return false;
                from = record.position + 1;
                const auto seen = peek(record.bytes);
                if (seen && seen->tenant != reader.tenant) continue;
                const Entry entry = entry_from(record.bytes);
                if (entry.tenant == reader.tenant) append(made, entry);
            }
            return !records.empty() && !made.empty();
        }

        void append(std::string& made, const Entry& entry) {
            seq = entry.seq;
            const std::size_t first = entry.seq == wanted.had.seq  ? wanted.had.events
                                      : entry.seq < wanted.had.seq ? entry.events.size()
                                                                   : 0;
            for (std::size_t i = first; i < entry.events.size(); ++i)
                if (wanted.filter.takes(entry.events[i])) append_frame(made, entry, i);
        }

        /// Said once; then the end.
        std::string closing() {
            if (std::exchange(closed, true)) return {};
            return closing_frame(seq == 0 ? "" : std::to_string(seq), seq + 1);
        }

        Feed& feed;
        const Reader reader;
        const Timestamp expires;
        const int partition;
        Position from;
        std::int64_t seq = 0;  // the last that was looked at
        const Wanted wanted;
        bool closed = false;
    };

    std::shared_ptr<Way> way_;
};

Feed::Feed(const Journal& journal, std::function<Roles(const Reader&)> roles, const Clock& clock,
           FeedLimits limits)
    : journal_(journal), roles_(std::move(roles)), clock_(clock), limits_(limits) {
    for (int partition = 0; partition < journal.partitions(); ++partition)
        watches_.push_back(std::make_unique<Watch>(journal, partition));
}

Feed::~Feed() { stop(); }

void Feed::stop() {
    stopping_ = true;
    for (const auto& watch : watches_) watch->stop();
}

HttpResponse Feed::open(Call& call) {
    Wanted wanted = wanted_of(call);
    if (!wanted.errors.empty())
        return problem(422, house::invalid.name, house::invalid.message, std::move(wanted.errors));
    Reader reader{call.who.tenant, call.who.user};
    if (!roles_(reader).meet(readers)) return problem(house::forbidden);
    if (streams_ >= limits_.streams_max)
        return problem(503, "http.too_many_streams", "Too many follow already; come back later.");
    const int partition = partition_of(reader.tenant, journal_.partitions());
    Position from = 0;
    if (wanted.start)
        from = find_start(journal_, partition, reader.tenant, *wanted.start);
    else if (wanted.follow)
        from = journal_.end(partition);
    HttpResponse response{.type = "text/event-stream", .fields = {{"Cache-Control", "no-store"}}};
    response.pieces = std::make_unique<Stream>(*this, std::move(reader), call.who.expires,
                                               partition, from, std::move(wanted));
    return response;
}

}  // namespace dossier
