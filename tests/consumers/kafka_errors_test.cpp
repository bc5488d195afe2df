// What a broker may answer instead of what was asked for, each pushed under a house that is at
// work: what was accepted stays, exactly once and in order, and nothing is half-believed.
// DOSSIER_FULL=1 pushes each a hundred times instead of five.
#include "domain/contacts/contact.hpp"
#include "tests/support/mock_house.hpp"

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

int pushes_of_each() {
    const char* const full = std::getenv("DOSSIER_FULL");
    return full != nullptr && *full == '1' ? 100 : 5;
}

/// Of each kind so many at the journal's broker, and a fifth as many at each of the other two.
int push_all(MockHouse& house, Api api, std::span<const Error> errors) {
    int pushed = 0;
    for (const Error& error : errors)
        for (int broker = journal_broker; broker <= last_of_work; ++broker)
            for (int n = broker == journal_broker ? pushes_of_each() : pushes_of_each() / 5; n > 0;
                 --n) {
                INFO(error.name << " from the leader of " << mock_topics[broker - 1]);
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
    CHECK(house.node->journal.trouble().empty());
    CHECK_FALSE(house.node->role.hindered());
    TempDir fresh;
    const kafka::Journal again(house.cluster.config(), mock_topics[0], 1, {fresh / "copy"},
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

TEST_CASE("rights that are refused are told, and nothing is lost when they are granted again") {
    constexpr int topic_refused = 29, group_refused = 30, unknown_member = 25, refusals = 5;
    MockHouse house;
    house.accept_one();
    const auto journal_hindered = [&] { return !house.node->journal.trouble().empty(); };
    const auto role_hindered = [&] { return house.node->role.hindered(); };
    const auto told_and_over = [&](const std::function<bool()>& told) {
        for (const bool wanted : {true, false})  // over without anybody's asking for something
            for (const auto until = std::chrono::steady_clock::now() + 20s; told() != wanted;) {
                REQUIRE(std::chrono::steady_clock::now() < until);
                std::this_thread::sleep_for(1ms);
            }
        house.accept_one();
    };
    const auto refuse = [&](int broker, Api api, int error) {
        for (int n = 0; n < refusals; ++n) house.cluster.answer_next(broker, api, error);
    };
    refuse(journal_broker, Api::fetch, topic_refused);
    told_and_over(journal_hindered);
    refuse(journal_broker + 1, Api::fetch, topic_refused);
    told_and_over(role_hindered);
    for (int broker = journal_broker; broker <= keys_broker; ++broker) {  // one has the group
        refuse(broker, Api::join_group, group_refused);
        house.cluster.answer_next(broker, Api::heartbeat, unknown_member);
    }
    told_and_over(role_hindered);
    CHECK(house.node->role.stance(0).what == std::string_view("owner"));
    check_kept(house, house.node->journal);
    CHECK(house.starts == 1);
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
