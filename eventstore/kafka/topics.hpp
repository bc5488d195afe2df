#pragma once
// The topics of a house, made with the settings its promises rest on, or found to have them.
#include "eventstore/kafka/client.hpp"

namespace dossier::kafka {

/// A topic may have more of them than is wished.
inline constexpr const char* in_sync_setting = "min.insync.replicas";

struct Topic {
    std::string name;
    int partitions = 1;
    int replicas = -1;                            // as the brokers are set
    std::map<std::string, std::string> settings;  // Kafka's names
};

struct HousePlan {
    std::string prefix = "dossier";  // of the names: dossier.journal, …
    int partitions = 12;
    int replicas = -1;
    int in_sync_min = 0;     // that must have a record before it is acknowledged; 0: as they are
    bool sync_each = false;  // to the disk as well: for one broker on one machine
    int commands_days = 7;
};

/// The truth, for ever. No leader is elected that does not have what was acknowledged.
Topic journal_topic(const HousePlan&);
/// A mailbox; a command's time is when the broker had it.
Topic commands_topic(const HousePlan&);
Topic replies_topic(const HousePlan&);  // an hour
Topic events_topic(const HousePlan&);   // the published feed, for ever
/// Wrapped keys, the last under each name. One that was taken out is gone an hour or so after the
/// next record of its partition: Kafka never compacts the segment it is writing.
Topic keys_topic(const HousePlan&);
/// There as long as a journal is being copied to this house: nobody serves half of one.
Topic arriving_topic(const HousePlan&);

/// What a topic is like.
struct TopicFacts {
    int partitions = 0;
    int replicas = 0;  // the fewest that a partition has
    std::map<std::string, std::string> settings;
    /// Which making of this name it is: a random number that ensure() gave it, 0 when it was made
    /// by something else. librdkafka 2.0 does not tell Kafka's own topic ids, so that this stands
    /// in the setting `flush.ms`, where any number so large means "never", as without it.
    std::uint64_t making = 0;
};

/// Asks and makes. Throws KafkaError. One thread at a time.
class Admin {
public:
    explicit Admin(const KafkaConfig&);
    ~Admin();

    /// The cluster's own id: another one is another house's log.
    std::string cluster_id(milliseconds deadline);

    /// Nothing when there is no such topic.
    std::optional<TopicFacts> describe(const std::string& topic, milliseconds deadline);

    /// Makes the topic, or finds that it has the partitions and settings it should have, and as
    /// many replicas or more, in sync, too; returns when its partitions have leaders. Throws
    /// KafkaError: fatal, naming what differs.
    TopicFacts ensure(const Topic&, milliseconds deadline);

    /// How many processes a group has: who leaves without a word counts until its session is over.
    int members(const std::string& group, milliseconds deadline);

    /// Of a topic that nobody needs any more.
    void remove(const std::string& topic, milliseconds deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::kafka
