#pragma once
// What /metrics reads off when it is asked: numbers that others keep. Included by readings.cpp and
// metrics.cpp only; with them, the door to prometheus-cpp.
#include "api/metrics.hpp"

#include <prometheus/metric_family.h>

namespace dossier {

void add_readings(std::vector<prometheus::MetricFamily>&, const std::vector<PartitionHealth>&,
                  const std::vector<PartitionLag>&, const std::optional<LogCounts>&,
                  const ServerCounts&);

}  // namespace dossier
