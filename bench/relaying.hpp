#pragma once
// The relay beside a loop that only carries the same records from one topic to another.
#include "bench/kafka_street.hpp"
#include "bench/measure.hpp"

namespace dossier::bench {

/// Tells all of the journal, which lies on this disk as every role has it, on fresh topics.
void relaying(const KafkaStreet&, const Journal&, Report&);

}  // namespace dossier::bench
