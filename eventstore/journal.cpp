#include "eventstore/journal.hpp"

#include "base/check.hpp"
#include "base/murmur2.hpp"

namespace dossier {

int partition_of(std::string_view tenant, int partitions) {
    DOSSIER_CHECK(partitions > 0);
    return murmur2_partition(tenant, partitions);
}

}  // namespace dossier
