#pragma once
// What all roles of one process on Kafka stand on.
#include "consumers/token.hpp"
#include "eventstore/kafka/journal.hpp"
#include "eventstore/kafka/topics.hpp"
#include "eventstore/keys.hpp"

namespace dossier {

struct Ground {
    kafka::KafkaConfig config;
    kafka::HousePlan plan;
    rocks::Disk disk;  // this process's own
    kafka::Journal& journal;
    Keys& keys;
    Tokens& tokens;
    const Clock& clock;
    Random& random;
    bool virtual_time = false;  // then the brokers' is another

    /// When what comes just now arrived, where the brokers do not say.
    std::optional<Timestamp> arrived() const {
        return virtual_time ? std::optional(clock.now()) : std::nullopt;
    }
    int partitions() const { return journal.partitions(); }
    kafka::Place commands(int partition) const { return {commands_topic(plan).name, partition}; }
    kafka::Place replies(int partition) const { return {replies_topic(plan).name, partition}; }
};

}  // namespace dossier
