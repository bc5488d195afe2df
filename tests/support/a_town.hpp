#pragma once
// Many tenants in one journal, their entries mixed, so that it can be told apart from another.
#include "eventstore/move.hpp"
#include "eventstore/replay.hpp"
#include "tests/support/entries.hpp"

namespace dossier::test {

inline std::string citizen(unsigned number) { return "tenant-" + std::to_string(number); }

/// `n` more entries of so many tenants, which all have `before` already: in turn, each a person.
inline void settle(Journal& journal, unsigned tenants, std::int64_t n, std::int64_t before = 0) {
    constexpr std::int64_t at_once = 10'000;
    std::vector<std::vector<std::string>> parts(static_cast<std::size_t>(journal.partitions()));
    for (std::int64_t i = 0; i < n; ++i) {
        const std::string tenant = citizen(static_cast<unsigned>(i) % tenants);
        parts[static_cast<std::size_t>(partition_of(tenant, journal.partitions()))].push_back(
            to_bytes(contact_entry(tenant, before + i / tenants + 1)));
        if ((i + 1) % at_once != 0 && i + 1 < n) continue;
        for (std::size_t part = 0; part < parts.size(); ++part) {
            journal.append(static_cast<int>(part), parts[part]);
            parts[part].clear();
        }
    }
}

/// A hash of what the first few tenants are.
inline std::vector<std::string> states(const Journal& journal, unsigned tenants = 2) {
    std::vector<std::string> all;
    for (unsigned i = 0; i < tenants; ++i) all.push_back(state_hash(replay(journal, citizen(i))));
    return all;
}

/// Count, sequence and digest of each tenant.
inline bool same_entries(const Journal& one, const Journal& other) {
    const AllEntries a = all_entries(one), b = all_entries(other);
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.first == y.first && x.second.same_as(y.second);
    });
}

}  // namespace dossier::test
