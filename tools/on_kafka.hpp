#pragma once
// What the command line says of Kafka, as a house wants it.
#include "consumers/kafka/kafka_house.hpp"
#include "tools/subcommands.hpp"

namespace dossier::tools {

/// `partitions` of a new house; 0: as many as is usual. Throws CannotGoOn on a role or a setting
/// that is none.
KafkaOptions kafka_options(const KafkaArguments&, int partitions);

}  // namespace dossier::tools
