#include "consumers/kafka/relay.hpp"

#include "consumers/kafka/feed_record.hpp"
#include "consumers/parked.hpp"

#include <deque>

namespace dossier {
namespace {

using kafka::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr Portion portion{.records_max = 512, .bytes_max = 1 << 20};
constexpr milliseconds look_again{200}, turn{100}, asking{5000}, back_off{500};
constexpr std::int64_t first_look = 1000;  // records at the end of the topic
constexpr std::size_t parked_named_max = 20;

/// A record is tried until it is there: one that was given up would leave those behind it on the
/// topic without it. What cannot be tried any more ends the producer. One request at a time: a
/// leader that has none of a producer's records takes any for the first, and the client takes one
/// that is acknowledged for all before it, so one that failed beside others would be left out.
kafka::KafkaConfig gapless(kafka::KafkaConfig config) {
    config.settings["message.timeout.ms"] = "0";
    config.settings["enable.gapless.guarantee"] = "true";
    config.settings["max.in.flight.requests.per.connection"] = "1";
    config.settings["queue.buffering.max.kbytes"] = "65536";
    return config;
}

}  // namespace

/// As long as one producer serves: from the first record that is not on the topic, until something
/// goes wrong.
struct Relay::Way {
    Way(const kafka::KafkaConfig& config, const Start& start)
        : next(start), sure(start.number), done(start.position), producer(gapless(config)) {}

    std::size_t under_way() const { return next.number - sure; }
    FeedStamp stamp() const { return {next.number, next.position, next.index, sure}; }

    Start next;          // to be sent
    std::uint64_t sure;  // all below are acknowledged
    std::optional<kafka::KafkaError> failed;
    struct End {
        std::uint64_t number;
        Position position;
    };
    std::deque<End> ends;  // of the entries under way: what comes behind each
    Position done;         // the first entry of which not all is acknowledged
    Steady::time_point heard = Steady::now();
    kafka::Producer producer;  // last: what it has not delivered it tells when it goes
};

Relay::Relay(const kafka::KafkaConfig& config, kafka::Place events, const Journal& journal,
             RelayLimits limits)
    : config_(config),
      events_(std::move(events)),
      journal_(journal),
      limits_(limits),
      thread_([this] { run(); }) {}

Relay::~Relay() {
    stop();
    thread_.join();
}

void Relay::run() {
    while (!stopping_) try {
            Way way(config_, find());
            begin(way);
            publish(way);
            finish(way);
        } catch (const std::exception& error) {
            note(error.what());
            for (milliseconds slept{0}; slept < back_off && !stopping_; slept += turn)
                std::this_thread::sleep_for(turn);
        }
}

// ---- Where to go on ----------------------------------------------------------------------------

/// Looks from the end of the topic backwards as far as it must.
Relay::Start Relay::find() const {
    kafka::Consumer consumer(config_);
    const kafka::Watermarks there = consumer.watermarks(events_, asking);
    if (there.low == there.high) return {};
    for (std::int64_t back = first_look;; back *= 4) {
        const std::int64_t from = std::max(there.low, there.high - back);
        if (const auto found = find_behind(consumer, from, there.high)) return *found;
        // All of it was looked through: nothing of ours, or its beginning is gone and with it the
        // knowledge. Whoever has read it drops what comes again.
        if (from == there.low) return {};
    }
}

/// Where a consumer stands behind [from, to): at least at what a record says was there already.
/// Nothing when the record before that is not among these.
std::optional<Relay::Start> Relay::find_behind(kafka::Consumer& consumer, std::int64_t from,
                                               std::int64_t to) const {
    FeedRule rule;
    std::vector<FeedStamp> stamps;
    consumer.start(events_, from);
    for (auto until = Steady::now() + asking;;) {
        const kafka::Polled polled = consumer.poll(turn);
        using enum kafka::Polled::Kind;
        if (polled.kind == end) break;
        if (polled.kind == error && polled.error->trouble() != kafka::Trouble::retriable)
            throw *polled.error;
        if (stopping_ || (polled.kind != record && Steady::now() >= until))
            throw StoreError("read " + events_.topic + ": no answer in time", Retry::yes);
        if (polled.kind != record) continue;
        until = Steady::now() + asking;
        if (const auto stamp = feed_stamp(polled.record.headers)) {
            rule.next = std::max(rule.next, stamp->sure);
            rule.take(stamp->number);
            stamps.push_back(*stamp);
        }
        if (polled.record.offset + 1 >= to) break;
    }
    for (const FeedStamp& stamp : stamps)
        if (stamp.number + 1 == rule.next) return Start{rule.next, stamp.position, stamp.index + 1};
    return {};
}

// ---- Publishing --------------------------------------------------------------------------------

void Relay::begin(const Way& way) {
    const std::lock_guard lock(mutex_);
    health_.begun = true;
    health_.position = way.done;
    health_.trouble.clear();
}

void Relay::publish(Way& way) {
    while (!stopping_) {
        const auto records = journal_.read(events_.partition, way.next.position, portion);
        for (const Recorded& record : records)
            if (!publish(way, record)) return;
        if (!records.empty() || way.under_way() > 0)
            heed(way, records.empty() ? turn : milliseconds(0));
        else if (!journal_.wait(events_.partition, way.next.position, look_again) &&
                 way.next.position > journal_.end(events_.partition))
            note(events_.topic + ", partition " + std::to_string(events_.partition) +
                 ", tells of entries that are not in the journal");
    }
}

/// False when it ends meanwhile.
bool Relay::publish(Way& way, const Recorded& record) {
    way.next.index = way.next.position == record.position ? way.next.index : 0;
    way.next.position = record.position;
    std::optional<Entry> entry;
    try {
        entry = entry_from(record.bytes);
    } catch (const StoreError& error) {
        if (way.next.index == 0 && !park(way, record, error.what())) return false;
    }
    while (entry && way.next.index < entry->events.size())
        if (!send(way, feed_record(events_, *entry, way.stamp()))) return false;
    way.next.position = record.position + 1;
    way.next.index = 0;
    way.ends.push_back({way.next.number, way.next.position});
    return true;
}

/// Tells of an entry that cannot be read, and goes on: whoever waits for it is told by name.
bool Relay::park(Way& way, const Recorded& record, const std::string& why) {
    if (!send(way, parked_record(events_, record.bytes, why, way.stamp()))) return false;
    const std::lock_guard lock(mutex_);
    ++health_.parked;
    if (health_.parked_last.size() == parked_named_max)
        health_.parked_last.erase(health_.parked_last.begin());
    health_.parked_last.push_back(parked_entry("relay", record, why));
    return true;
}

bool Relay::send(Way& way, const kafka::Message& message) {
    while (!stopping_) {
        if (way.under_way() < limits_.under_way_max) try {
                way.producer.send(message, [&way](const kafka::Delivery& delivery) {
                    if (delivery.error)
                        way.failed = way.failed ? way.failed : delivery.error;
                    else if (!way.failed)
                        ++way.sure;
                    way.heard = Steady::now();
                });
                if (way.under_way() == 0) way.heard = Steady::now();
                ++way.next.number;
                ++way.next.index;
                return true;
            } catch (const kafka::KafkaError& error) {
                if (!error.may_retry()) throw;
            }
        heed(way, turn);
    }
    return false;
}

/// Hears what is acknowledged.
void Relay::heed(Way& way, milliseconds time) {
    const std::uint64_t before = way.sure;
    way.producer.serve(time);
    if (way.failed) throw *way.failed;
    while (!way.ends.empty() && way.ends.front().number <= way.sure) {
        way.done = way.ends.front().position;
        way.ends.pop_front();
    }
    const bool silent = way.under_way() > 0 && Steady::now() - way.heard > limits_.silence_max;
    if (silent) note("no broker acknowledges what is sent to " + events_.topic);
    const std::lock_guard lock(mutex_);
    health_.position = way.done;
    health_.published += way.sure - before;
    if (way.sure > before) health_.trouble.clear();
}

/// What is under way is not sent again by whoever goes on, if it can be helped.
void Relay::finish(Way& way) {
    const auto until = Steady::now() + limits_.farewell;
    while (way.under_way() > 0 && Steady::now() < until) heed(way, turn);
}

// ---- How it is ---------------------------------------------------------------------------------

void Relay::note(const std::string& why) {
    const std::lock_guard lock(mutex_);
    health_.trouble = why;
}

RelayHealth Relay::health() const {
    const std::lock_guard lock(mutex_);
    return health_;
}

}  // namespace dossier
