// The published feed where brokers fail at the worst moment: while a new producer's first records
// are on their way. A broker that does not know a producer takes any of its records for the first,
// and librdkafka takes a record that is acknowledged for those before it.
#include "consumers/kafka/relay.hpp"

#include "consumers/kafka/feed_record.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/analyst.hpp"
#include "tests/support/mock_cluster.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// How many a consumer takes of the topic.
std::uint64_t taken(const kafka::KafkaConfig& config, const kafka::Place& place) {
    kafka::Consumer consumer(config);
    consumer.start(place, 0);
    FeedRule rule;
    for (;;) {
        const kafka::Polled polled = consumer.poll(5000ms);
        if (polled.kind != kafka::Polled::Kind::record) return rule.next;
        rule.take(feed_stamp(polled.record.headers).value().number);
    }
}

}  // namespace

TEST_CASE("a relay whose first record fails while others are on their way leaves no hole") {
    const kafka::Place place{"mock.events", 0};
    MockCluster cluster({place.topic});
    MemoryJournal journal;
    std::int64_t seq = 0;
    for (const int error : {7, 13, 20, 6, 19, 56, -195})
        for (const auto after : {0ms, 100ms, 300ms}) {
            INFO("error " << error << " after " << after.count() << " ms");
            for (int i = 0; i < 40; ++i) {
                const std::string entry = entry_of("acme", ++seq, 1);
                journal.append(0, std::span(&entry, 1));
            }
            cluster.answer_next(1, Api::produce, error, after);
            Relay relay(cluster.config(), place, journal);
            REQUIRE(reached(relay, journal.end(0)));
            REQUIRE(taken(cluster.config(), place) == static_cast<std::uint64_t>(seq));
        }
}
