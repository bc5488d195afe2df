#pragma once
// The broker that tests run against, and a topic of a name nobody else has.
#include "eventstore/kafka/topics.hpp"

namespace dossier::test {

/// Of the broker at DOSSIER_KAFKA. A test without one fails: what it would have shown is not shown.
kafka::KafkaConfig broker();

/// "test-5f3a…": for a topic, a house's prefix, a group.
std::string fresh_name();

inline constexpr kafka::milliseconds patience{15'000};

/// A topic while this lives.
class FreshTopic {
public:
    explicit FreshTopic(int partitions = 1, std::map<std::string, std::string> settings = {});
    ~FreshTopic();

    kafka::Place operator[](int partition) const { return {name, partition}; }

    const std::string name = fresh_name();

private:
    kafka::Admin admin_;
};

}  // namespace dossier::test
