#pragma once
// A house of one partition on mock brokers, each of which answers with errors when it is told to.
#include "consumers/kafka/command_role.hpp"
#include "consumers/kafka/gateway.hpp"
#include "domain/companies/company.hpp"
#include "eventstore/kafka/keys.hpp"
#include "eventstore/keys_pool.hpp"
#include "tests/support/mock_cluster.hpp"
#include "tests/support/office.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dossier::test {

inline const kafka::HousePlan mock_plan{.prefix = "mock", .partitions = 1};
inline constexpr int journal_broker = 1;  // in the order of these
inline constexpr int last_of_work = 3, keys_broker = 4;
inline const std::vector<std::string> mock_topics{
    journal_topic(mock_plan).name, commands_topic(mock_plan).name, replies_topic(mock_plan).name,
    keys_topic(mock_plan).name};

/// What one process has: its copy, the writers and the door.
struct Node {
    Node(const kafka::KafkaConfig& config, const rocks::Disk& disk, const Bytes32& root,
         Tokens& tokens, const Clock& clock, Random& random)
        : keys(kafka::open_keys(config, mock_topics[3], root, random)),
          journal(config, mock_topics[0], 1, disk.at("journal"), random,
                  {.give_up = std::chrono::seconds(1), .come_back = std::chrono::seconds(1)}),
          ground{config, mock_plan, disk, journal, *keys, tokens, clock, random},
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
        kafka::Journal journal(cluster.config(), mock_topics[0], 1, disk.at("journal"), random);
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
        for (int tries = 0; !node || node->fallen; ++tries) try {
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
        for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);;) {
            REQUIRE(std::chrono::steady_clock::now() < until);
            keep_up();
            node->gateway.submit(
                {.tenant = "acme", .command = {id, {}, wish}, .actor = kim, .via = "http"},
                [answers](Answer said) { answers->come(std::move(said)); });
            if (const auto said = answers->wait(std::chrono::milliseconds(700))) {
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
    MockCluster cluster{mock_topics};
    SystemClock clock;
    SystemRandom random;
    const Bytes32 root = random_key(random);
    Tokens tokens{random_key(random), clock};
    std::vector<Accepted> accepted;
    std::unique_ptr<Node> node;
    unsigned asked = 0;
    int starts = 0;
};

inline std::vector<Entry> entries_of(const Journal& journal) {
    std::vector<Entry> all;
    for (Position at = 0; at < journal.end(0);)
        for (const Recorded& record : journal.read(0, at)) {
            all.push_back(entry_from(record.bytes));
            at = record.position + 1;
        }
    return all;
}

/// Each exactly once, in the order in which it was accepted, and nothing else.
inline void check_kept(const MockHouse& house, const Journal& journal) {
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

}  // namespace dossier::test
