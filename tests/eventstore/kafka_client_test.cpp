// The client against a real broker: what the journal relies on, and what librdkafka is known for.
#include "tests/support/broker.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <random>
#include <thread>

using namespace dossier;
using namespace dossier::kafka;
using namespace dossier::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Kind = Polled::Kind;

namespace {

std::vector<Message> numbered(const Place& place, int count, int first = 0) {
    std::vector<Message> messages;
    for (int i = first; i < first + count; ++i)
        messages.push_back({place, "key", {{"number", std::to_string(i)}}, std::to_string(i)});
    return messages;
}

void write(const Place& place, int count, int first = 0) {
    Producer producer(broker());
    for (const Delivery& delivery : producer.produce(numbered(place, count, first), patience))
        REQUIRE_FALSE(delivery.error);
}

/// The next that is no end; fails when there is none in time.
Polled next(Consumer& consumer) {
    for (Polled polled; (polled = consumer.poll(patience)).kind != Kind::nothing;)
        if (polled.kind != Kind::end) return polled;
    FAIL("nothing came");
    return {};
}

/// Until the end of one partition: the offsets that came.
std::vector<std::int64_t> until_end(Consumer& consumer) {
    std::vector<std::int64_t> offsets;
    while (true) {
        const Polled polled = consumer.poll(patience);
        REQUIRE((polled.kind == Kind::record || polled.kind == Kind::end));
        if (polled.kind == Kind::end) return offsets;
        offsets.push_back(polled.record.offset);
    }
}

Trouble trouble_when(const std::function<void()>& doing) {
    try {
        doing();
    } catch (const KafkaError& error) {
        UNSCOPED_INFO(error.what());
        return error.trouble();
    }
    FAIL("nothing was wrong");
    return Trouble::retriable;
}

const KafkaConfig nobody{.bootstrap = "127.0.0.1:1"};

}  // namespace

TEST_CASE("a batch is delivered in order, and read as it was written") {
    const FreshTopic topic(2);
    Producer producer(broker());
    std::vector<Message> batch = numbered(topic[0], 3);
    batch.push_back({topic[1], "gone", {}, {}});
    batch.push_back({topic[1], "", {{"a", ""}, {"a", std::string("\0\xff", 2)}}, ""});
    const std::vector<Delivery> deliveries = producer.produce(batch, patience);
    REQUIRE(deliveries.size() == 5);
    for (int i = 0; i < 3; ++i) CHECK(deliveries[static_cast<std::size_t>(i)].offset == i);
    CHECK(deliveries[4].offset == 1);

    Consumer consumer(broker());
    consumer.start(topic[0], 1);
    const Polled one = next(consumer);
    REQUIRE(one.kind == Kind::record);
    CHECK(one.record.place == topic[0]);
    CHECK(one.record.offset == 1);
    CHECK(one.record.key == "key");
    CHECK(one.record.value == "1");
    CHECK(one.record.headers == Headers{{"number", "1"}});
    CHECK(one.record.time_ms > 1'700'000'000'000);
    CHECK(next(consumer).record.offset == 2);
    const Polled end = consumer.poll(patience);
    REQUIRE(end.kind == Kind::end);
    CHECK(end.record.place == topic[0]);
    CHECK(end.record.offset == 3);

    consumer.start(topic[1], 0);
    CHECK_FALSE(next(consumer).record.value);
    const Polled last = next(consumer);
    CHECK(last.record.value == "");
    CHECK(last.record.headers == batch.back().headers);
}

TEST_CASE("a record is delivered at once, without a step of ten milliseconds") {
    const FreshTopic topic;
    Producer producer(broker());
    std::vector<double> took;
    for (int i = 0; i < 200; ++i) {
        const auto start = std::chrono::steady_clock::now();
        producer.produce(numbered(topic[0], 1, i), patience);
        took.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    std::sort(took.begin(), took.end());
    INFO("p50 " << took[100] << " ms, p90 " << took[180] << " ms");
    CHECK(took[100] < 8);
}

TEST_CASE("what is sent is reported to who serves") {
    const FreshTopic topic;
    Producer producer(broker());
    std::vector<std::int64_t> offsets;
    for (const Message& message : numbered(topic[0], 100))
        producer.send(message, [&](Delivery delivery) { offsets.push_back(delivery.offset); });
    while (producer.under_way() > 0) producer.serve(patience);
    REQUIRE(offsets.size() == 100);
    for (int i = 0; i < 100; ++i) CHECK(offsets[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("who serves is woken") {
    Producer producer(broker());
    Consumer consumer(broker());
    const auto start = std::chrono::steady_clock::now();
    std::thread waker([&] {
        std::this_thread::sleep_for(50ms);
        producer.wake();
        consumer.wake();
    });
    producer.serve(patience);
    CHECK(consumer.poll(patience).kind == Kind::nothing);
    waker.join();
    CHECK(std::chrono::steady_clock::now() - start < patience / 2);
}

TEST_CASE("a record that is not delivered ends the term, in the time that was given") {
    Producer producer(nobody);
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Delivery> deliveries = producer.produce(numbered({"nowhere", 0}, 2), 300ms);
    for (const Delivery& delivery : deliveries) {
        REQUIRE(delivery.error);
        CHECK(delivery.error->trouble() == Trouble::end_of_term);
        CHECK_FALSE(delivery.error->may_retry());
        CHECK_THAT(delivery.error->what(), ContainsSubstring("nowhere-0"));
    }
    CHECK(std::chrono::steady_clock::now() - start < 3s);
    CHECK(trouble_when([&] {
              producer.produce(numbered({"nowhere", 0}, 1), 300ms);
          }) == Trouble::end_of_term);
}

TEST_CASE("a producer that goes calls back for what was not delivered") {
    std::vector<Trouble> troubles;
    {
        Producer producer(nobody);
        for (const Message& message : numbered({"nowhere", 0}, 3))
            producer.send(message, [&](Delivery delivery) {
                troubles.push_back(delivery.error ? delivery.error->trouble() : Trouble::fatal);
            });
    }
    CHECK(troubles == std::vector<Trouble>(3, Trouble::end_of_term));
}

TEST_CASE("a record that is too large is refused, and no waiting helps") {
    const FreshTopic topic(1, {{"max.message.bytes", "2000"}});
    Producer producer(broker());
    const Message large{topic[0], "", {}, std::string(5000, 'x')};
    const std::vector<Delivery> deliveries = producer.produce(std::span(&large, 1), patience);
    REQUIRE(deliveries[0].error);
    CHECK(deliveries[0].error->trouble() == Trouble::fatal);
    Producer other(broker());
    const Message larger{topic[0], "", {}, std::string(record_bytes_max + 1, 'x')};
    CHECK(trouble_when([&] { other.produce(std::span(&larger, 1), patience); }) == Trouble::fatal);
}

TEST_CASE("what the journal's safety rests on cannot be set otherwise") {
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"enable.idempotence", "false"}, {"acks", "1"}, {"no.such.setting", "1"}}) {
        KafkaConfig config = nobody;
        config.settings = {{name, value}};
        CHECK(trouble_when([&] { Producer producer(config); }) == Trouble::fatal);
    }
    KafkaConfig config = nobody;
    config.settings = {{"auto.offset.reset", "earliest"}};
    CHECK(trouble_when([&] { Consumer consumer(config); }) == Trouble::fatal);
    config.settings = {{"socket.timeout.ms", "5000"}, {"acks", "all"}};
    CHECK_NOTHROW(Producer(config));
}

TEST_CASE("a partition is started anywhere, again and again, and never skips or repeats") {
    const FreshTopic topic(2);
    write(topic[0], 3000);
    write(topic[1], 500);
    Consumer consumer(broker());
    consumer.start(topic[1], 0);
    std::int64_t other = 0;  // the next of the partition that is left alone
    std::mt19937 random(7);
    for (int round = 0; round < 60; ++round) {
        const std::int64_t from = random() % 3000;
        consumer.start(topic[0], from);
        std::int64_t expected = from;
        for (int i = static_cast<int>(random() % 40); i >= 0 && expected < 3000;) {
            const Polled polled = next(consumer);
            REQUIRE(polled.kind == Kind::record);
            std::int64_t& due = polled.record.place == topic[0] ? expected : other;
            REQUIRE(polled.record.offset == due);
            ++due;
            i -= polled.record.place == topic[0];
        }
    }
    consumer.stop(topic[0]);
    while (other < 500) {
        const Polled polled = next(consumer);
        REQUIRE(polled.record.place == topic[1]);
        REQUIRE(polled.record.offset == other);
        ++other;
    }
}

TEST_CASE("a partition that is paused and resumed goes on where it was") {
    const FreshTopic topic;
    write(topic[0], 2000);
    Consumer consumer(broker());
    consumer.start(topic[0], 0);
    for (std::int64_t i = 0; i < 2000; ++i) {
        if (i % 50 == 10) consumer.pause(topic[0]);
        if (i % 50 == 10) consumer.pause(topic[0]);
        if (i % 50 == 10 || i % 50 == 30) consumer.resume(topic[0]);
        REQUIRE(next(consumer).record.offset == i);
    }
    consumer.pause(topic[0]);
    consumer.start(topic[0], 1990);  // what was paused does not stay so
    CHECK(until_end(consumer).size() == 10);
}

TEST_CASE("an offset that is not there is gone, not made up") {
    const FreshTopic topic;
    write(topic[0], 3);
    Consumer consumer(broker());
    consumer.start(topic[0], 4);
    const Polled polled = next(consumer);
    REQUIRE(polled.kind == Kind::error);
    CHECK(polled.error->trouble() == Trouble::gone);
    CHECK(polled.record.place == topic[0]);
    consumer.start(topic[0], 0);
    CHECK(until_end(consumer).size() == 3);
}

TEST_CASE("the ends are told, or that nobody answered in time") {
    const FreshTopic topic;
    write(topic[0], 3);
    Consumer consumer(broker());
    CHECK(consumer.watermarks(topic[0], patience).low == 0);
    CHECK(consumer.watermarks(topic[0], patience).high == 3);
    Consumer lost(nobody);
    const auto start = std::chrono::steady_clock::now();
    CHECK(trouble_when([&] { lost.watermarks(topic[0], 200ms); }) == Trouble::retriable);
    CHECK(std::chrono::steady_clock::now() - start < 2s);
}

TEST_CASE("a new record is polled when it is there") {
    const FreshTopic topic;
    Consumer consumer(broker());
    consumer.start(topic[0], 0);
    CHECK(until_end(consumer).empty());
    Producer producer(broker());
    std::vector<double> took;
    for (int i = 0; i < 100; ++i) {
        const auto start = std::chrono::steady_clock::now();
        producer.send(numbered(topic[0], 1, i)[0], [](const Delivery&) {});
        REQUIRE(next(consumer).record.offset == i);
        took.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
        producer.serve(0ms);
    }
    std::sort(took.begin(), took.end());
    INFO("p50 " << took[50] << " ms, p90 " << took[90] << " ms");
    CHECK(took[50] < 10);
}
