#include "tests/support/broker.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <thread>

using namespace dossier;
using namespace dossier::kafka;
using namespace dossier::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a house's topics are made as they must be, and found so again") {
    const HousePlan plan{.prefix = fresh_name(), .partitions = 3, .replicas = 1, .sync_each = true};
    Admin admin(broker());
    CHECK(admin.cluster_id(patience).size() > 10);
    for (const Topic& topic : {journal_topic(plan), commands_topic(plan), replies_topic(plan),
                               events_topic(plan), keys_topic(plan)}) {
        INFO(topic.name);
        CHECK_FALSE(admin.describe(topic.name, patience));
        const TopicFacts made = admin.ensure(topic, patience);
        CHECK(made.partitions == topic.partitions);
        CHECK(made.replicas == 1);
        CHECK(made.making > 0);
        for (const auto& [name, value] : topic.settings) CHECK(made.settings.at(name) == value);
        CHECK(admin.ensure(topic, patience).making == made.making);
        admin.remove(topic.name, patience);
    }
}

TEST_CASE("the journal is kept for ever, commands for a week by the broker's clock, keys by name") {
    const HousePlan plan{.in_sync_min = 2};
    CHECK(journal_topic(plan).name == "dossier.journal");
    CHECK(journal_topic(plan).settings.at("retention.ms") == "-1");
    CHECK(journal_topic(plan).settings.at("min.insync.replicas") == "2");
    CHECK(journal_topic(plan).settings.at("unclean.leader.election.enable") == "false");
    CHECK(commands_topic(plan).settings.at("retention.ms") == "604800000");
    CHECK(commands_topic(plan).settings.at("message.timestamp.type") == "LogAppendTime");
    CHECK(keys_topic(plan).settings.at("cleanup.policy") == "compact");
    CHECK_FALSE(journal_topic({}).settings.contains("min.insync.replicas"));
}

TEST_CASE("a topic that is safer than was wished will do, one that is not is refused") {
    HousePlan plan{.prefix = fresh_name(), .partitions = 1, .replicas = 1, .in_sync_min = 2};
    Admin admin(broker());
    admin.ensure(journal_topic(plan), patience);
    for (const int fewer : {1, 0}) {
        plan.in_sync_min = fewer;
        CHECK(admin.ensure(journal_topic(plan), patience).settings.at("min.insync.replicas") ==
              "2");
    }
    plan.in_sync_min = 3;
    CHECK_THROWS_WITH(admin.ensure(journal_topic(plan), patience),
                      ContainsSubstring("min.insync.replicas is 2 and must be 3"));
    admin.remove(journal_topic(plan).name, patience);
}

TEST_CASE("a topic that is otherwise is refused, by what differs") {
    const FreshTopic topic(2, {{"retention.ms", "1000"}, {"cleanup.policy", "compact"}});
    Admin admin(broker());
    Topic wished = journal_topic({.partitions = 3});
    wished.name = topic.name;
    try {
        admin.ensure(wished, patience);
        FAIL("it was taken");
    } catch (const KafkaError& error) {
        CHECK(error.trouble() == Trouble::fatal);
        CHECK_THAT(error.what(),
                   ContainsSubstring("partitions is 2 and must be 3") &&
                       ContainsSubstring("retention.ms is 1000 and must be -1") &&
                       ContainsSubstring("cleanup.policy is compact and must be delete"));
    }
}

TEST_CASE("a topic that was made again is another one") {
    const HousePlan plan{.prefix = fresh_name(), .partitions = 1};
    Admin admin(broker());
    const std::uint64_t first = admin.ensure(journal_topic(plan), patience).making;
    admin.remove(journal_topic(plan).name, patience);
    CHECK(admin.ensure(journal_topic(plan), patience).making != first);
    admin.remove(journal_topic(plan).name, patience);
}

TEST_CASE("several may make a topic at once") {
    const HousePlan plan{.prefix = fresh_name(), .partitions = 2};
    std::vector<std::uint64_t> makings(4);
    std::vector<std::thread> threads;
    for (std::uint64_t& making : makings)
        threads.emplace_back([&plan, &making] {
            Admin admin(broker());
            making = admin.ensure(journal_topic(plan), patience).making;
        });
    for (std::thread& thread : threads) thread.join();
    for (const std::uint64_t making : makings) CHECK(making == makings[0]);
    Admin(broker()).remove(journal_topic(plan).name, patience);
}

TEST_CASE("who asks nobody is told so in time, and where nobody was") {
    Admin admin({.bootstrap = "127.0.0.1:1"});
    for (int times = 0; times < 3; ++times)  // by then all are down, which says less
        CHECK_THROWS_WITH(admin.describe("nowhere", milliseconds(200)),
                          ContainsSubstring("127.0.0.1:1") && ContainsSubstring("refused"));
    CHECK_THROWS_AS(admin.cluster_id(milliseconds(200)), KafkaError);
}
