#pragma once
// Whether a journal is what it should be, entry by entry: readable, the bytes that were hashed, of
// the grammar and in its one text, in its tenant's partition, sequences, instants, versions and key
// numbers without a hole, events this build can read, and as far as its mark.
#include "eventstore/mark.hpp"
#include "eventstore/rocks.hpp"

#include <functional>

namespace dossier {

/// The first thing that is wrong.
struct Wrong {
    int partition = 0;
    Position position = 0;
    std::string tenant;    // empty: nobody can tell
    std::int64_t seq = 0;  // of the entry, or the first that is missing; 0: nobody can tell
    std::string what;
};

/// "acme 1201 (partition 0, position 1340): the bytes are not those that were hashed"
std::string to_text(const Wrong&);

struct Verdict {
    std::int64_t entries = 0, events = 0;
    std::uint64_t bytes = 0;
    Marks last;  // of each tenant: what the mark should say
    std::optional<Wrong> wrong;
};

using VerifyProgress = std::function<void(int partition, Position done, Position end)>;

/// Stops at the first thing that is wrong. Keeps about 50 bytes for every stream.
Verdict verify(const Journal&, const std::optional<Marks>&, const VerifyProgress& = {});

/// The journal of a data directory and its mark, beside a running owner or without one. One that
/// does not open is copied beside and opened as far as it goes, to say which entry is the first
/// that cannot be read; the copy is removed.
Verdict verify_directory(const rocks::Disk& directory, int partitions, const VerifyProgress& = {});

/// Which of these commands the journal has, how often.
struct CommandsSeen {
    std::int64_t asked = 0;             // different ids of the file
    std::vector<std::string> absent;    // at most the first 100, in the file's order
    std::vector<std::string> repeated;  // likewise
    std::int64_t absent_count = 0, repeated_count = 0;
    std::optional<std::string> no_line;  // the first line that has no id
    bool each_once() const { return absent_count == 0 && repeated_count == 0 && !no_line; }
};

/// `ndjson`: an envelope with an "id" per line, as they were sent. Of this tenant, or of any when
/// it is empty.
CommandsSeen commands_seen(const Journal&, std::istream& ndjson, std::string_view tenant = {});

}  // namespace dossier
