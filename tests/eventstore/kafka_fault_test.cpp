// A broker is killed and comes back.
#include "tests/support/own_broker.hpp"

#include "eventstore/kafka/topics.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace dossier;
using namespace dossier::kafka;
using namespace dossier::test;
using namespace std::chrono_literals;
using Kind = Polled::Kind;

namespace {

constexpr milliseconds patience{20'000};

/// Every record until the end of the partition; whatever is only retriable is waited for.
std::vector<std::string> all(const KafkaConfig& config, const Place& place) {
    Consumer consumer(config);
    consumer.start(place, 0);
    std::vector<std::string> values;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
        const Polled polled = consumer.poll(patience);
        if (polled.kind == Kind::record) values.push_back(polled.record.value.value());
        if (polled.kind == Kind::end) break;
    }
    return values;
}

}  // namespace

TEST_CASE("when a broker is killed, readers go on and a writer begins anew; nothing told is lost") {
    OwnBroker broker;
    Admin admin(broker.config());
    const Place place{"log", 0};
    admin.ensure({"log", 1, -1, {}}, patience);
    Consumer follower(broker.config());
    follower.start(place, 0);

    std::set<std::string> told;
    int number = 0, producers = 0;
    const auto write_until_failed = [&](int most) {
        Producer producer(broker.config());
        ++producers;
        for (int i = 0; i < most; ++i) {
            const Message one{place, "", {}, std::to_string(number++)};
            const Delivery delivery = producer.produce(std::span(&one, 1), 3000ms)[0];
            if (delivery.error) {
                CHECK(delivery.error->trouble() == Trouble::end_of_term);
                return false;
            }
            told.insert(*one.value);
        }
        return true;
    };
    CHECK(write_until_failed(100));
    broker.kill(1);
    CHECK_FALSE(write_until_failed(100));
    broker.start(1);
    const auto back = std::chrono::steady_clock::now();
    while (!write_until_failed(100) && std::chrono::steady_clock::now() - back < patience) {
    }
    CHECK(std::chrono::steady_clock::now() - back < 10s);

    // What failed may be there as well, but what was told is, and once.
    const std::vector<std::string> there = all(broker.config(), place);
    const std::set<std::string> once(there.begin(), there.end());
    CHECK(once.size() == there.size());
    for (const std::string& one : told) CHECK(once.contains(one));

    // The follower was there all the time, and saw the same.
    std::vector<std::string> seen;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (seen.size() < there.size() && std::chrono::steady_clock::now() < until) {
        const Polled polled = follower.poll(1000ms);
        if (polled.kind == Kind::record) seen.push_back(polled.record.value.value());
        if (polled.kind == Kind::error) CHECK(polled.error->may_retry());
    }
    CHECK(seen == there);
}

TEST_CASE("a leader of three is replaced, and the log is the same") {
    OwnBroker brokers(3);
    Admin admin(brokers.config());
    const Place place{"house.journal", 0};
    admin.ensure(
        journal_topic({.prefix = "house", .partitions = 1, .replicas = 3, .in_sync_min = 2}),
        patience);
    std::vector<std::string> told;
    int number = 0;
    for (int killed = 1; killed <= 3; ++killed) {
        brokers.kill(killed);
        const auto start = std::chrono::steady_clock::now();
        for (bool done = false; !done;) {
            REQUIRE(std::chrono::steady_clock::now() - start < patience);
            Producer producer(brokers.config());
            std::vector<Message> batch;
            for (int i = 0; i < 50; ++i) batch.push_back({place, "", {}, std::to_string(number++)});
            const std::vector<Delivery> deliveries = producer.produce(batch, 3000ms);
            done = true;
            for (std::size_t i = 0; i < batch.size(); ++i)
                if (deliveries[i].error)
                    done = false;
                else
                    told.push_back(*batch[i].value);
        }
        brokers.start(killed);
    }
    const std::vector<std::string> there = all(brokers.config(), place);
    const std::set<std::string> once(there.begin(), there.end());
    CHECK(once.size() == there.size());
    for (const std::string& one : told) CHECK(once.contains(one));
}
