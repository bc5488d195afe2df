#pragma once
// What one entry after the other has to fit: the part of verify that has a memory.
#include "eventstore/entry.hpp"
#include "eventstore/verify.hpp"

#include <unordered_map>

namespace dossier {

/// One partition's entries, or several partitions' one after the other.
class EntryChecks {
public:
    explicit EntryChecks(int partitions) : partitions_(partitions) {}

    /// Says what is wrong with the next record of a partition. Nothing: it was taken up.
    std::optional<Wrong> next(int partition, const Recorded&);

    /// The last sequence of a tenant; 0 when it has none.
    std::int64_t last_seq(std::string_view tenant) const;
    /// Whose the record was that was taken up last.
    const std::string& latest_tenant() const { return latest_; }
    const Verdict& sums() const { return sums_; }
    Verdict& sums() { return sums_; }

private:
    struct Tenant {
        Timestamp at;
        std::int64_t keys = 0;
        std::unordered_map<std::string, std::int64_t> versions;  // by stream, hashed
    };
    std::string misfit(int partition, const Entry&, std::string_view bytes, Tenant&) const;
    static std::string misfit(const Event&, Tenant&);
    static std::string keys_misfit(const Entry&, Tenant&);

    const int partitions_;
    std::unordered_map<std::string, Tenant> tenants_;
    std::string latest_;
    Verdict sums_;
};

}  // namespace dossier
