#pragma once
// The hash by which Java's Kafka client finds a key's partition.
#include <cstdint>
#include <string_view>

namespace dossier {

/// org.apache.kafka.common.utils.Utils.murmur2, with its seed; as unsigned bits.
std::uint32_t murmur2(std::string_view bytes);

/// The partition of a key among so many (at least one), as Java's default partitioner has it.
int murmur2_partition(std::string_view key, int partitions);

}  // namespace dossier
