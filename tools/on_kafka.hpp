#pragma once
// What the command line says of Kafka, as a house wants it.
#include "consumers/kafka/kafka_house.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"

namespace dossier::tools {

inline constexpr kafka::milliseconds asking{30'000};  // the brokers, at most

/// `partitions` of a new house; 0: as many as is usual. Throws CannotGoOn on a role or a setting
/// that is none.
KafkaOptions kafka_options(const KafkaArguments&, int partitions);

/// Shows how many records were read, over all partitions.
kafka::Journal::Progress shown_by(Progress&);

/// Shows that the brokers are waited for, and how far the log is read.
std::unique_ptr<House> open_on_kafka(const Place&, const KafkaOptions&, const Clock&, Random&);

}  // namespace dossier::tools
