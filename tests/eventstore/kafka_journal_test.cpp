// The journal on Kafka where the contract ends: two processes at once, copies that are lost, a log
// that is another.
#include "eventstore/kafka/doubts.hpp"
#include "eventstore/kafka/journal.hpp"
#include "eventstore/kafka/journal_record.hpp"

#include "base/random.hpp"
#include "eventstore/kafka/keys.hpp"
#include "eventstore/keys_pool.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dossier;
using namespace dossier::test;
using Catch::Matchers::ContainsSubstring;
using Entries = std::vector<std::string>;

namespace {

/// One process's view of the log.
struct Node {
    explicit Node(const FreshTopic& on) : topic(on) { open(); }
    void open() {
        journal.reset();
        journal = std::make_unique<kafka::Journal>(broker(), topic.name, 1,
                                                   rocks::Disk{folder / "copy"}, random);
    }
    Entries entries() const {
        Entries all;
        for (const Recorded& record : journal->read(0, 0)) all.push_back(record.bytes);
        return all;
    }
    /// Once it has so many.
    Entries entries(std::size_t n) const {
        journal->wait(0, n - 1, patience);
        return entries();
    }
    void append(const std::string& entry, const Decided& decided = {}) {
        journal->append(0, std::span(&entry, 1), decided);
    }

    const FreshTopic& topic;
    TempDir folder;
    SystemRandom random;
    std::unique_ptr<kafka::Journal> journal;
};

/// A record of nobody's, straight to the log.
void write_raw(const FreshTopic& topic, const kafka::Headers& headers, const std::string& value) {
    kafka::Producer producer(broker());
    const kafka::Message message{topic[0], "", headers, value};
    REQUIRE_FALSE(producer.produce(std::span(&message, 1), patience).front().error);
}

}  // namespace

TEST_CASE("who takes a partition ends the other's term, and what the other sends then is void") {
    const FreshTopic topic;
    Node one(topic), two(topic);
    one.journal->take(0);
    one.append("by one");
    two.journal->take(0);
    two.append("by two");
    CHECK_THROWS_AS(one.append("too late"), TermEnded);
    CHECK_THROWS_AS(one.append("still too late"), TermEnded);
    two.append("by two again");
    CHECK(one.entries(3) == Entries{"by one", "by two", "by two again"});
    CHECK(two.entries(3) == one.entries());
    one.journal->take(0);
    one.append("one is back");
    CHECK(two.entries(4).back() == "one is back");
    CHECK_THROWS_AS(two.append("void"), TermEnded);
    CHECK(one.journal->counts().voided > 0);
}

TEST_CASE("whoever takes a partition learns how far its commands are decided") {
    const FreshTopic topic;
    Node one(topic);
    CHECK(one.journal->take(0) == 0);
    one.append("a", {.after_each = {5}});
    CHECK(one.journal->take(0) == 5);
    one.journal->append(0, {}, {.after_all = 9});
    one.append("b");  // a timer's: of no command
    Node two(topic);
    CHECK(two.journal->take(0) == 9);
    CHECK(two.entries() == Entries{"a", "b"});
}

TEST_CASE("a copy that is lost is made again, and every position is the same") {
    const FreshTopic topic;
    Node one(topic);
    one.journal->take(0);
    one.append("a");
    write_raw(topic, {}, "of nobody's");
    one.append("b");
    one.journal->take(0);
    one.append("c");
    Node two(topic);
    REQUIRE(two.entries() == Entries{"a", "b", "c"});
    CHECK(two.journal->counts().unreadable == 1);
    for (int i = 0; i < 3; ++i)
        CHECK(two.journal->read(0, static_cast<Position>(i)).front().bytes ==
              one.journal->read(0, static_cast<Position>(i)).front().bytes);
}

TEST_CASE("a copy goes on where it was, and what came meanwhile is there when it opens") {
    const FreshTopic topic;
    Node one(topic), two(topic);
    one.journal->take(0);
    one.append("a");
    CHECK(two.entries(1) == Entries{"a"});
    two.journal.reset();
    one.append("b");
    two.open();
    CHECK(two.entries() == Entries{"a", "b"});
}

TEST_CASE("a record that no whole log could have is passed over, and counted") {
    const FreshTopic topic;
    Node one(topic);
    one.journal->take(0);
    one.append("a");
    const kafka::Stamp lie{.kind = kafka::StampKind::entry, .term = 1000, .number = 1000};
    write_raw(topic, {{std::string(kafka::stamp_header), to_text(lie)}}, "lie");
    one.append("b");
    CHECK(one.entries() == Entries{"a", "b"});
    CHECK(one.journal->counts().alarms == 1);
}

TEST_CASE("a log that was made anew is not taken for the one that was copied") {
    const FreshTopic topic;
    Node one(topic);
    one.journal->take(0);
    one.append("a");
    one.journal.reset();
    kafka::Admin admin(broker());
    admin.remove(topic.name, patience);
    while (admin.describe(topic.name, patience))
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    admin.ensure({topic.name, 1, -1, {}}, patience);
    CHECK_THROWS_WITH(one.open(), ContainsSubstring("was cut, or made anew"));
    Node other(topic);
    other.journal->take(0);
    other.append("1");
    other.append("2");
    CHECK_THROWS_WITH(one.open(), ContainsSubstring("was cut, or made anew"));
}

TEST_CASE("a reader that is past a cut finds out when writers look like zombies to it") {
    const FreshTopic topic;
    Node node(topic);
    node.journal->take(0);
    node.append("first");
    node.append("second");
    kafka::RuleState read;
    kafka::Consumer reader(broker());
    reader.start(topic[0], 0);
    kafka::Record last;
    while (read.position < 3) {
        const kafka::Polled polled = reader.poll(patience);
        REQUIRE(polled.kind == kafka::Polled::Kind::record);
        last = polled.record;
        step(read, kafka::as_seen(last));
    }
    const std::atomic<bool> stopping = false;
    const kafka::Place place = topic[0];
    const kafka::KafkaConfig config = broker();
    CHECK_NOTHROW(kafka::Doubts(config, place).look_back(read, last, stopping));
    CHECK_NOTHROW(kafka::Doubts(config, place).read_again({}, {.offset = 0}, stopping));
    kafka::RuleState other = read;
    other.last.front() ^= std::byte{1};
    CHECK_THROWS_WITH(kafka::Doubts(config, place).look_back(other, last, stopping),
                      ContainsSubstring("was cut"));
    CHECK_THROWS_WITH(kafka::Doubts(config, place).read_again(other, last, stopping),
                      ContainsSubstring("lost records"));
}

TEST_CASE("of two processes that make a key at once both seal with the same") {
    const FreshTopic topic;
    SystemRandom random;
    const Bytes32 root = random_key(random);
    const auto one = kafka::open_keys(broker(), topic.name, root, random);
    const auto two = kafka::open_keys(broker(), topic.name, root, random);
    std::thread other([&] { two->ensure("acme", 1); });
    one->ensure("acme", 1);
    other.join();
    const Box by_one = one->seal("acme", 1, "hello"), by_two = two->seal("acme", 1, "hello");
    CHECK(one->open("acme", by_two) == "hello");
    CHECK(two->open("acme", by_one) == "hello");
    CHECK(one->blind("acme", "x") == two->blind("acme", "x"));
    const auto late = kafka::open_keys(broker(), topic.name, root, random);
    CHECK(late->open("acme", by_one) == "hello");
    one->destroy("acme", 1);
    for (int i = 0; i < 100 && late->open("acme", by_one); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK_FALSE(late->open("acme", by_one));
    CHECK_THROWS_AS(kafka::open_keys(broker(), topic.name, random_key(random), random), StoreError);
}
