#pragma once
// Who reads the topic of events, keeping to the consumers' rule, and what must have come.
#include "consumers/kafka/feed_record.hpp"
#include "consumers/kafka/relay.hpp"
#include "consumers/published.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/entries.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dossier::test {

/// An entry of the tenant's with so many events.
inline std::string entry_of(const std::string& tenant, std::int64_t seq, int events) {
    Entry entry = company_entry(tenant, seq);
    const Event event = entry.events.front();
    entry.events.assign(static_cast<std::size_t>(events), event);
    for (int i = 0; i < events; ++i) entry.events[static_cast<std::size_t>(i)].version = i + 1;
    return to_bytes(entry);
}

/// What the feed must say, from the journal alone.
inline std::vector<std::string> published(const Journal& journal) {
    std::vector<std::string> all;
    for (Position at = 0; at < journal.end(0);)
        for (const Recorded& record : journal.read(0, at)) {
            at = record.position + 1;
            const Entry entry = entry_from(record.bytes);
            for (std::size_t i = 0; i < entry.events.size(); ++i)
                append_published(all.emplace_back(), entry, i);
        }
    return all;
}

/// A consumer that keeps to the rule.
class Analyst {
public:
    explicit Analyst(const kafka::Place& place, const kafka::KafkaConfig& at = broker())
        : consumer_(at) {
        consumer_.start(place, 0);
    }

    /// Reads on until it has so many.
    const std::vector<std::string>& until(std::size_t count) {
        while (taken.size() < count) {
            const kafka::Polled polled = consumer_.poll(patience);
            if (polled.kind == kafka::Polled::Kind::nothing) break;
            if (polled.kind == kafka::Polled::Kind::record) hear(polled.record);
        }
        return taken;
    }
    /// Reads what is there.
    const std::vector<std::string>& all() {
        for (kafka::Polled polled;
             (polled = consumer_.poll(patience)).kind != kafka::Polled::Kind::end;)
            if (polled.kind == kafka::Polled::Kind::record) hear(polled.record);
        return taken;
    }

    std::vector<std::string> taken;
    std::vector<kafka::Headers> headers;
    std::size_t dropped = 0, passed_over = 0;

private:
    void hear(const kafka::Record& record) {
        const auto stamp = feed_stamp(record.headers);
        REQUIRE(stamp);
        (stamp->number < rule_.next ? dropped : passed_over) += stamp->number != rule_.next;
        if (!rule_.take(stamp->number)) return;
        taken.push_back(*record.value);
        headers.push_back(record.headers);
    }

    kafka::Consumer consumer_;
    FeedRule rule_;
};

inline bool reached(const Relay& relay, Position position) {
    for (int i = 0; i < 3000 && relay.health().position < position; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return relay.health().position >= position;
}

}  // namespace dossier::test
