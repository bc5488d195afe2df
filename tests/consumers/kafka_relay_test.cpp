// The published feed on a real broker: everything once and in order, whoever tells it and however
// often it is interrupted.
#include "consumers/kafka/relay.hpp"

#include "eventstore/memory_journal.hpp"
#include "tests/support/analyst.hpp"
#include "tests/support/own_broker.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <random>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

void add(MemoryJournal& journal, const std::string& bytes) {
    journal.append(0, std::span(&bytes, 1));
}

/// A record as a relay would have sent it that knew `sure` of them to be there.
void write(const FreshTopic& topic, const MemoryJournal& journal, std::uint64_t number,
           std::uint64_t sure) {
    const Entry entry = entry_from(journal.read(0, number).front().bytes);
    const kafka::Message message = feed_record(topic[0], entry, {number, number, 0, sure});
    kafka::Producer producer(broker());
    REQUIRE_FALSE(producer.produce(std::span(&message, 1), patience).front().error);
}

}  // namespace

TEST_CASE("every event is told once, in order, as the feed over HTTP tells it") {
    const FreshTopic topic;
    MemoryJournal journal;
    add(journal, entry_of("acme", 1, 2));
    add(journal, entry_of("acme", 2, 0));
    add(journal, entry_of("bond", 1, 1));
    Relay relay(broker(), topic[0], journal);
    Analyst analyst(topic[0]);
    CHECK(analyst.until(3) == published(journal));
    add(journal, entry_of("acme", 3, 1));
    CHECK(analyst.until(4) == published(journal));
    CHECK(reached(relay, 4));
    CHECK(relay.health().published == 4);
    CHECK(relay.health().trouble.empty());

    const auto says = [&](std::size_t i, std::string_view name) {
        return kafka::header(analyst.headers[i], name).value_or("");
    };
    CHECK(says(1, "ce_source") == "/tenants/acme");
    CHECK(says(1, "ce_id") == "1.1");
    CHECK(says(1, "ce_type") == "CompanyRegistered");
    CHECK(says(1, "ce_subject") == "company/" + uuid(1));
    CHECK(says(2, "ce_time") == "2023-11-14T22:13:20.000001Z");
    CHECK(says(1, "ce_sequence") == "0000000000000000001.000001");
    CHECK(says(2, "ce_number") == "2");
}

TEST_CASE("whoever is dropped without a word leaves no hole, and little comes twice") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const FreshTopic topic;
    MemoryJournal journal;
    std::int64_t seq = 0;
    for (int life = 0; life < 8; ++life) {
        Relay relay(broker(), topic[0], journal, {.under_way_max = 50, .farewell = 0ms});
        const int more = static_cast<int>(random() % 400);
        for (int i = 0; i < more; ++i) {
            ++seq;
            add(journal, entry_of("acme", seq, static_cast<int>(random() % 3)));
        }
        const Position end = journal.end(0);
        while (relay.health().position < end && random() % 20 != 0)
            std::this_thread::sleep_for(2ms);
    }
    Relay relay(broker(), topic[0], journal);
    REQUIRE(reached(relay, journal.end(0)));
    Analyst analyst(topic[0]);
    CHECK(analyst.all() == published(journal));
    CHECK(analyst.passed_over == 0);  // so that even a count by sequence alone misses nothing
    CHECK(analyst.dropped <= 8 * 50);
}

TEST_CASE("two that tell of one partition at once say the same") {
    const FreshTopic topic;
    MemoryJournal journal;
    for (int seq = 1; seq <= 500; ++seq) add(journal, entry_of("acme", seq, 1));
    {
        Relay one(broker(), topic[0], journal), two(broker(), topic[0], journal);
        for (int seq = 501; seq <= 1000; ++seq) add(journal, entry_of("acme", seq, 1));
        REQUIRE(reached(one, 1000));
        REQUIRE(reached(two, 1000));
    }
    Analyst analyst(topic[0]);
    CHECK(analyst.all() == published(journal));
    CHECK(analyst.passed_over == 0);
}

TEST_CASE("a broker that goes away is said to be trouble, and nothing is missing when it is back") {
    OwnBroker mine;
    kafka::Admin(mine.config()).ensure({"events", 1, -1, {}}, patience);
    MemoryJournal journal;
    for (int seq = 1; seq <= 500; ++seq) add(journal, entry_of("acme", seq, 1));
    const Relay relay(mine.config(), {"events", 0}, journal, {.silence_max = 500ms});
    REQUIRE(reached(relay, 500));
    mine.kill(1);
    for (int seq = 501; seq <= 1000; ++seq) add(journal, entry_of("acme", seq, 1));
    for (int i = 0; i < 2000 && relay.health().trouble.empty(); ++i)
        std::this_thread::sleep_for(5ms);
    CHECK_THAT(relay.health().trouble, ContainsSubstring("no broker acknowledges"));
    CHECK(relay.health().position == 500);
    mine.start(1);
    CHECK(reached(relay, 1000));
    CHECK(relay.health().trouble.empty());
    Analyst analyst({"events", 0}, mine.config());
    CHECK(analyst.all() == published(journal));
    CHECK(analyst.passed_over == 0);
}

TEST_CASE("a relay goes on where a consumer of the topic stands, not where the topic ends") {
    const FreshTopic topic;
    MemoryJournal journal;
    for (int seq = 1; seq <= 8; ++seq) add(journal, entry_of("acme", seq, 1));
    for (const auto& [number, sure] : {std::pair(0, 0), {1, 0}, {3, 1}, {2, 1}, {4, 2}, {6, 2}})
        write(topic, journal, static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(sure));
    Relay relay(broker(), topic[0], journal);
    REQUIRE(reached(relay, 8));
    // 3 came before 2, so it does not count; nor do 4 and 6 behind it.
    CHECK(relay.health().published == 5);
    CHECK(Analyst(topic[0]).all() == published(journal));
}

TEST_CASE("an entry that cannot be read is told of by name and holds nobody up") {
    const FreshTopic topic;
    MemoryJournal journal;
    add(journal, entry_of("acme", 1, 1));
    add(journal, R"({"v":1,"tenant":"acme","seq":2,"at":"tomorrow"})");
    add(journal, entry_of("acme", 3, 1));
    {
        const Relay relay(broker(), topic[0], journal);
        REQUIRE(reached(relay, 3));
        const RelayHealth health = relay.health();
        CHECK(health.parked == 1);
        REQUIRE(health.parked_last.size() == 1);
        CHECK(health.parked_last[0].tenant == "acme");
        CHECK(health.parked_last[0].seq == 2);
        CHECK_FALSE(health.parked_last[0].error.empty());
    }
    const Relay again(broker(), topic[0], journal);
    REQUIRE(reached(again, 3));
    CHECK(again.health().published == 0);
    Analyst analyst(topic[0]);
    REQUIRE(analyst.all().size() == 3);
    CHECK(kafka::header(analyst.headers[1], "ce_type") == parked_type);
    CHECK_THAT(analyst.taken[1], ContainsSubstring(R"("position":1,"error":)"));
}

TEST_CASE("a topic that tells of more than the journal has is said to be trouble") {
    const FreshTopic topic;
    MemoryJournal longer, journal;
    for (int seq = 1; seq <= 3; ++seq) add(longer, entry_of("acme", seq, 1));
    add(journal, entry_of("acme", 1, 1));
    for (std::uint64_t number = 0; number < 3; ++number) write(topic, longer, number, number);
    const Relay relay(broker(), topic[0], journal);
    for (int i = 0; i < 3000 && relay.health().trouble.empty(); ++i)
        std::this_thread::sleep_for(5ms);
    CHECK_THAT(relay.health().trouble, ContainsSubstring("not in the journal"));
}
