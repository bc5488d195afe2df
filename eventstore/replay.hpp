#pragma once
// The past, folded anew: every record of a tenant, or one, as it was at a sequence or an instant.
// Folds sealed bytes, so that whoever has no keys gets the same states and the same hash.
#include "eventstore/entry.hpp"
#include "eventstore/journal.hpp"

#include <functional>
#include <map>

namespace dossier {

/// How far. Both: whichever is earlier. Neither: to the end.
struct Until {
    std::optional<std::int64_t> seq;  // this entry still counts
    std::optional<Timestamp> at;      // what was recorded at this instant still counts
};

struct Replica {
    std::int64_t version = 0;
    std::int64_t seq = 0;  // of its last event
    Object state;
};

struct Replayed {
    std::int64_t seq = 0;  // of the last entry that was folded
    Timestamp at;
    std::map<StreamId, Replica> records;
};

/// `folded` entries of the tenant so far; called now and then.
using ReplayProgress = std::function<void(std::int64_t folded)>;

/// All records of a tenant, held in memory. Throws StoreError naming the entry that cannot be read.
Replayed replay(const Journal&, std::string_view tenant, const Until& = {},
                const ReplayProgress& = {});

/// The same of one record only; nothing is in `records` when it had not begun.
Replayed replay_record(const Journal&, std::string_view tenant, const StreamId&, const Until& = {});

/// In hex. Goes through the records in order of stream: sum := sha256(sum stream SP version SP
/// state LF), from 32 zero bytes on; the state is its JSON. Builds that fold alike have the same.
std::string state_hash(const Replayed&);

/// The state as JSON, boxes closed.
std::string to_json(const Replica&);

/// What became of one record between two replays.
struct RecordChange {
    StreamId stream;
    std::int64_t version_before = 0, version_after = 0;  // 0: it was not there
    std::vector<Change> fields;                          // of one that was in both
};
std::vector<RecordChange> changes(const Replayed& before, const Replayed& after);

}  // namespace dossier
