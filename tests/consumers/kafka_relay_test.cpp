// The published feed on a real broker: everything once and in order, whoever tells it and however
// often it is interrupted.
#include "consumers/kafka/relay.hpp"

#include "consumers/kafka/feed_record.hpp"
#include "consumers/kafka/kafka_house.hpp"
#include "consumers/provision.hpp"
#include "consumers/published.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <random>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Texts = std::vector<std::string>;

namespace {

/// An entry of the tenant's with so many events.
std::string entry_of(const std::string& tenant, std::int64_t seq, int events) {
    Entry entry = company_entry(tenant, seq);
    const Event event = entry.events.front();
    entry.events.assign(static_cast<std::size_t>(events), event);
    for (int i = 0; i < events; ++i) entry.events[static_cast<std::size_t>(i)].version = i + 1;
    return to_bytes(entry);
}

/// What the feed must say, from the journal alone.
Texts published(const Journal& journal) {
    Texts all;
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
    explicit Analyst(const kafka::Place& place) : consumer_(broker()) { consumer_.start(place, 0); }

    /// Reads on until it has so many.
    const Texts& until(std::size_t count) {
        while (taken.size() < count) {
            const kafka::Polled polled = consumer_.poll(patience);
            if (polled.kind == kafka::Polled::Kind::nothing) break;
            if (polled.kind == kafka::Polled::Kind::record) hear(polled.record);
        }
        return taken;
    }
    /// Reads what is there.
    const Texts& all() {
        for (kafka::Polled polled;
             (polled = consumer_.poll(patience)).kind != kafka::Polled::Kind::end;)
            if (polled.kind == kafka::Polled::Kind::record) hear(polled.record);
        return taken;
    }

    Texts taken;
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

void add(MemoryJournal& journal, const std::string& bytes) {
    journal.append(0, std::span(&bytes, 1));
}

bool reached(const Relay& relay, Position position) {
    for (int i = 0; i < 3000 && relay.health().position < position; ++i)
        std::this_thread::sleep_for(5ms);
    return relay.health().position >= position;
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

TEST_CASE("what a writer says whose term is over is told to nobody") {
    const FreshTopic log, topic;
    const TempDir one_dir, two_dir;
    SystemRandom random;
    kafka::Journal one(broker(), log.name, 1, rocks::Disk{one_dir / "copy"}, random),
        two(broker(), log.name, 1, rocks::Disk{two_dir / "copy"}, random);
    const Relay relay(broker(), topic[0], one);
    const auto append = [](kafka::Journal& to, std::int64_t seq) {
        const std::string bytes = entry_of("acme", seq, 1);
        to.append(0, std::span(&bytes, 1));
    };
    one.take(0);
    append(one, 1);
    two.take(0);
    append(two, 2);
    CHECK_THROWS_AS(append(one, 2), TermEnded);  // it lies in the log, and is void
    append(two, 3);
    Analyst analyst(topic[0]);
    CHECK(analyst.until(3) == published(two));
    CHECK(reached(relay, 3));
}

TEST_CASE("the role relay of two houses shares the partitions, and hands them over") {
    const std::string prefix = fresh_name();
    const NewTenant acme{.slug = "acme",
                         .name = "Acme",
                         .admin_name = "Ada Admin",
                         .admin_email = "ada@acme.example"};
    const TempDir one_dir, two_dir;
    const SystemClock clock;
    SystemRandom random;
    const auto open = [&](const TempDir& dir, KafkaRoles roles) {
        return std::make_unique<KafkaHouse>(
            rocks::Disk{dir.path()}, clock, random, [](const std::string&) {},
            KafkaOptions{
                .config = broker(), .plan = {.prefix = prefix, .partitions = 2}, .roles = roles});
    };
    auto one = open(one_dir, {.query = false, .react = false});
    const Provisioned made = provision(*one, acme);
    REQUIRE_FALSE(made.why);
    for (const char* key : {"root.key", "token.key"})
        std::filesystem::copy_file(one_dir / key, two_dir / key);
    auto two = open(two_dir, {.command = false, .query = false, .api = false, .react = false});
    const auto relayed = [](const House& house) {
        std::size_t count = 0;
        for (const PartitionHealth& of : house.health())
            count += of.relay && of.relay->position == of.journal_end;
        return count;
    };
    const auto soon = [](const std::function<bool()>& so) {
        for (int i = 0; i < 300 && !so(); ++i) std::this_thread::sleep_for(50ms);
        return so();
    };
    CHECK(soon([&] { return relayed(*one) == 1 && relayed(*two) == 1; }));
    two.reset();
    CHECK(soon([&] { return relayed(*one) == 2; }));
    const int home = partition_of("acme", 2);
    Analyst analyst({prefix + ".events", home});
    CHECK(analyst.until(1).size() == 1);
    CHECK_FALSE(analyst.headers.empty());
    one->drain();
    CHECK(relayed(*one) == 0);
}
