// What a broker may answer instead of what was asked for, each pushed under a house that is at
// work: what was accepted stays, exactly once and in order, and nothing is half-believed.
// DOSSIER_FULL=1 pushes each a hundred times instead of five.
#include "consumers/kafka/command_role.hpp"
#include "consumers/kafka/gateway.hpp"
#include "domain/companies/company.hpp"
#include "domain/contacts/contact.hpp"
#include "eventstore/kafka/keys.hpp"
#include "eventstore/keys_pool.hpp"
#include "tests/support/mock_cluster.hpp"
#include "tests/support/office.hpp"

#include <catch2/catch_test_macros.hpp>

#include <iostream>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

struct Error {
    int code;
    std::string_view name;
};

// By Kafka's numbers: https://kafka.apache.org/protocol#protocol_error_codes; -195 is librdkafka's,
// of a broker that hangs up.
constexpr Error on_produce[] = {
    {-195, "TRANSPORT"},
    {-1, "UNKNOWN_SERVER_ERROR"},
    {2, "CORRUPT_MESSAGE"},
    {3, "UNKNOWN_TOPIC_OR_PARTITION"},
    {5, "LEADER_NOT_AVAILABLE"},
    {6, "NOT_LEADER_OR_FOLLOWER"},
    {7, "REQUEST_TIMED_OUT"},
    {8, "BROKER_NOT_AVAILABLE"},
    {9, "REPLICA_NOT_AVAILABLE"},
    {10, "MESSAGE_TOO_LARGE"},
    {13, "NETWORK_EXCEPTION"},
    {17, "INVALID_TOPIC_EXCEPTION"},
    {18, "RECORD_LIST_TOO_LARGE"},
    {19, "NOT_ENOUGH_REPLICAS"},
    {20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND"},
    {21, "INVALID_REQUIRED_ACKS"},
    {29, "TOPIC_AUTHORIZATION_FAILED"},
    {31, "CLUSTER_AUTHORIZATION_FAILED"},
    {32, "INVALID_TIMESTAMP"},
    {35, "UNSUPPORTED_VERSION"},
    {44, "POLICY_VIOLATION"},
    {45, "OUT_OF_ORDER_SEQUENCE_NUMBER"},
    {46, "DUPLICATE_SEQUENCE_NUMBER"},
    {47, "INVALID_PRODUCER_EPOCH"},
    {56, "KAFKA_STORAGE_ERROR"},
    {59, "UNKNOWN_PRODUCER_ID"},
    {74, "FENCED_LEADER_EPOCH"},
    {87, "INVALID_RECORD"},
    {89, "THROTTLING_QUOTA_EXCEEDED"},
    {90, "PRODUCER_FENCED"},
};
constexpr Error on_fetch[] = {
    {-195, "TRANSPORT"},
    {-1, "UNKNOWN_SERVER_ERROR"},
    {1, "OFFSET_OUT_OF_RANGE"},
    {2, "CORRUPT_MESSAGE"},
    {3, "UNKNOWN_TOPIC_OR_PARTITION"},
    {5, "LEADER_NOT_AVAILABLE"},
    {6, "NOT_LEADER_OR_FOLLOWER"},
    {7, "REQUEST_TIMED_OUT"},
    {8, "BROKER_NOT_AVAILABLE"},
    {9, "REPLICA_NOT_AVAILABLE"},
    {13, "NETWORK_EXCEPTION"},
    {29, "TOPIC_AUTHORIZATION_FAILED"},
    {35, "UNSUPPORTED_VERSION"},
    {56, "KAFKA_STORAGE_ERROR"},
    {70, "FETCH_SESSION_ID_NOT_FOUND"},
    {71, "INVALID_FETCH_SESSION_EPOCH"},
    {74, "FENCED_LEADER_EPOCH"},
    {75, "UNKNOWN_LEADER_EPOCH"},
    {78, "OFFSET_NOT_AVAILABLE"},
};

const kafka::HousePlan plan{.prefix = "mock", .partitions = 1};
constexpr int journal_broker = 1;  // in the order of these
constexpr int last_of_work = 3, keys_broker = 4;
const std::vector<std::string> topics{journal_topic(plan).name, commands_topic(plan).name,
                                      replies_topic(plan).name, keys_topic(plan).name};

int pushes_of_each() {
    const char* const full = std::getenv("DOSSIER_FULL");
    return full != nullptr && *full == '1' ? 100 : 5;
}

/// What one process has: its copy, the writers and the door.
struct Node {
    Node(const kafka::KafkaConfig& config, const rocks::Disk& disk, const Bytes32& root,
         Tokens& tokens, const Clock& clock, Random& random)
        : keys(kafka::open_keys(config, topics[3], root, random)),
          journal(config, topics[0], 1, disk.at("journal"), random,
                  {.give_up = 1000ms, .come_back = 1000ms}),
          ground{config, plan, disk, journal, *keys, tokens, clock, random},
          gateway(ground),
          role(ground, [this](const std::string&) { fallen = true; }) {}

    std::atomic<bool> fallen = false;  // where the program would end, and be started again
    std::unique_ptr<Keys> keys;
    kafka::Journal journal;
    Ground ground;
    Gateway gateway;
    CommandRole role;
};

/// A house on mock brokers, started again when it falls, and everything it has accepted.
struct MockHouse {
    MockHouse() {
        const std::string first = founding_entry("acme", clock.now());
        kafka::Journal journal(cluster.config(), topics[0], 1, disk.at("journal"), random);
        journal.take(0);
        journal.append(0, std::span(&first, 1));
    }

    void start() {
        node.reset();
        node = std::make_unique<Node>(cluster.config(), disk, root, tokens, clock, random);
        ++starts;
    }
    /// As its keeper does; an error may come in the middle of it.
    void keep_up() {
        for (int tries = 0; !node || node->fallen; ++tries)
            try {
                start();
            } catch (const StoreError&) {
                REQUIRE(tries < 20);
            }
    }

    /// One more command, sent under its id until it is accepted.
    void accept_one() { accept(payload(company(++asked))); }
    void accept(const Payload& wish) {
        const std::string id = uuid(0x1000000 + static_cast<unsigned>(accepted.size()));
        const auto answers = std::make_shared<Answers>();
        for (const auto until = std::chrono::steady_clock::now() + 60s;;) {
            REQUIRE(std::chrono::steady_clock::now() < until);
            keep_up();
            node->gateway.submit(
                {.tenant = "acme", .command = {id, {}, wish}, .actor = kim, .via = "http"},
                [answers](Answer said) { answers->come(std::move(said)); });
            if (const auto said = answers->wait(700ms)) {
                if (said->why) continue;  // it is being closed: later
                accepted.push_back({id, said->seq, said->version});
                return;
            }
        }
    }

    struct Answers {
        void come(Answer said) {
            const std::lock_guard lock(mutex);
            last = std::move(said);
            some.notify_all();
        }
        std::optional<Answer> wait(std::chrono::milliseconds time) {
            std::unique_lock lock(mutex);
            some.wait_for(lock, time, [&] { return last.has_value(); });
            return std::exchange(last, {});
        }
        std::mutex mutex;
        std::condition_variable some;
        std::optional<Answer> last;
    };
    struct Accepted {
        std::string id;
        std::int64_t seq = 0, version = 0;
    };

    static companies::RegisterCompany company(unsigned n) {
        companies::RegisterCompany command;
        command.card.name = "Company " + std::to_string(n);
        return command;
    }

    TempDir folder;
    rocks::Disk disk{folder / "node", nullptr, false};
    MockCluster cluster{topics};
    SystemClock clock;
    SystemRandom random;
    const Bytes32 root = random_key(random);
    Tokens tokens{random_key(random), clock};
    std::vector<Accepted> accepted;
    std::unique_ptr<Node> node;
    unsigned asked = 0;
    int starts = 0;
};

std::vector<Entry> entries_of(const Journal& journal) {
    std::vector<Entry> all;
    for (Position at = 0; at < journal.end(0);)
        for (const Recorded& record : journal.read(0, at)) {
            all.push_back(entry_from(record.bytes));
            at = record.position + 1;
        }
    return all;
}

/// Each exactly once, in the order in which it was accepted, and nothing else.
void check_kept(const MockHouse& house, const Journal& journal) {
    const std::vector<Entry> entries = entries_of(journal);
    REQUIRE(entries.size() == house.accepted.size() + 1);
    for (std::size_t i = 0; i < house.accepted.size(); ++i) {
        const Entry& entry = entries[i + 1];
        REQUIRE(entry.seq == static_cast<std::int64_t>(i) + 2);
        REQUIRE(entry.command.id == house.accepted[i].id);
        REQUIRE(entry.seq == house.accepted[i].seq);
        REQUIRE(entry.events.at(0).version == house.accepted[i].version);
    }
}

/// Of each kind so many at the journal's broker, and a fifth as many at each of the other two.
int push_all(MockHouse& house, Api api, std::span<const Error> errors) {
    int pushed = 0;
    for (const Error& error : errors)
        for (int broker = journal_broker; broker <= last_of_work; ++broker)
            for (int n = broker == journal_broker ? pushes_of_each() : pushes_of_each() / 5; n > 0;
                 --n) {
                INFO(error.name << " from the leader of " << topics[broker - 1]);
                house.cluster.answer_next(broker, api, error.code);
                do house.accept_one();
                while (house.cluster.left(broker, api) > 0);
                ++pushed;
            }
    return pushed;
}

void survive(Api api, std::span<const Error> errors) {
    MockHouse house;
    house.accept_one();
    const int pushed = push_all(house, api, errors);
    check_kept(house, house.node->journal);
    TempDir fresh;
    const kafka::Journal again(house.cluster.config(), topics[0], 1, {fresh / "copy"},
                               house.random);
    check_kept(house, again);
    std::cout << "on " << (api == Api::produce ? "produce" : "fetch") << ": " << pushed
              << " errors of " << errors.size() << " kinds, " << house.accepted.size()
              << " commands accepted, " << again.counts().terms << " terms, "
              << again.counts().voided << " records void\n";
    CHECK(house.starts == 1);
}

}  // namespace

TEST_CASE(
    "whatever error a broker answers a write with, what was accepted stays, once and in order") {
    survive(Api::produce, on_produce);
}

TEST_CASE(
    "whatever error a broker answers a read with, what was accepted stays, once and in order") {
    survive(Api::fetch, on_fetch);
}

TEST_CASE("when a new key may not have been kept the term ends, and the command is decided again") {
    MockHouse house;
    house.accept_one();
    int pushed = 0;
    for (const int code : {-195, 3, 6, 19, 45, 46, 56}) {
        INFO("error " << code << " from the leader of the keys");
        house.cluster.answer_next(keys_broker, Api::produce, code);
        // A key for each; they are made in pools of 256.
        for (int n = 0; house.cluster.left(keys_broker, Api::produce) > 0; ++n) {
            REQUIRE(n < 600);
            contacts::RegisterContact person;
            person.card.display_name = {"Kim " + std::to_string(n)};
            house.accept(payload(person));
        }
        house.accept_one();
        ++pushed;
    }
    check_kept(house, house.node->journal);
    CHECK(house.starts == 1);
    std::cout << "on produce of keys: " << pushed << " errors, " << house.accepted.size()
              << " commands accepted, " << house.node->journal.counts().terms << " terms\n";
}
