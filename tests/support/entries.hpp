#pragma once
// Entries as a writer would make them, for tests of what stands behind the writer.
#include "eventstore/entry.hpp"
#include "tests/support/uuid.hpp"

namespace dossier::test {

inline Entry simple_entry(std::string tenant, std::int64_t seq) {
    Entry entry;
    entry.tenant = std::move(tenant);
    entry.seq = seq;
    entry.at = {1'700'000'000'000'000 + seq};
    entry.command = {"timer/" + std::to_string(seq), "CloseCase", std::string(64, '0')};
    return entry;
}

}  // namespace dossier::test
