#pragma once
// A house moves: every entry of a journal goes into another one, with its bytes, hash and sequence,
// whatever the number of partitions on either side; the tenant says into which. What only means
// something in one place (positions; on Kafka terms, numbers and how far the commands are decided)
// stays behind: the other journal gives its own.
//
// Nobody may write to either of them meanwhile. One that was interrupted goes on where it was when
// it is done again, because the target tells how far each tenant has come.
#include "eventstore/keys.hpp"
#include "eventstore/mark.hpp"

#include <functional>

namespace dossier {

/// The entries of a tenant, wherever they lie.
struct TenantEntries {
    std::int64_t count = 0;
    std::int64_t last_seq = 0;
    std::int64_t last_key = 0;  // the highest number that was given to a key
    /// digest := sha256(digest of the entries before, the entry's bytes), from 32 zero bytes on.
    Bytes32 digest{};
    Marked last;

    /// Where they lie is another matter.
    bool same_as(const TenantEntries& other) const {
        return count == other.count && last_seq == other.last_seq && digest == other.digest;
    }
};
using AllEntries = std::map<std::string, TenantEntries, std::less<>>;  // by tenant

struct MoveReport {
    AllEntries source, target;  // the same, tenant by tenant
    std::uint64_t moved = 0;    // entries that were not there before
};

enum class MoveStage : std::uint8_t { looking, copying, verifying };
using MoveProgress = std::function<void(MoveStage, std::uint64_t done, std::uint64_t of)>;

/// Reads a whole journal.
AllEntries all_entries(const Journal&, const std::function<void(std::uint64_t done)>& = {});

/// Every entry of the source is verified on its way, and the target is read again at the end.
/// `before_writing` is called when something is missing there, before the first is added. Throws
/// StoreError: when the target has what the source has not, and then nothing was written; when the
/// source is wrong, or grew meanwhile; when another writes to the target.
MoveReport move_journal(const Journal& from, Journal& to,
                        const std::function<void()>& before_writing = {}, const MoveProgress& = {});

/// Every key that these entries name, and what look-ups are made with, wrapped as the target wraps:
/// none is in the clear on the way. What was destroyed in the source is destroyed in the target,
/// also where it came there before. Throws StoreError when that one has others by a number.
void move_keys(const Keys& from, Keys& to, const AllEntries&, Random&);

}  // namespace dossier
