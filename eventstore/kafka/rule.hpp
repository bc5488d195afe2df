#pragma once
// The log decides: which records of a journal's partition count. Every reader, the writer among
// them, goes through the records in order and asks this rule; nobody asks who sent them. A writer
// that was thought dead, a record that came twice, late or not at all, two writers at once: all
// readers still agree, because they see the same records in the same order.
//
//     record  := key value, and one header "dossier" whose text is
//     stamp   := started | entry | decided
//     started := "started " term " " owner                               the value is empty
//     entry   := "entry " numbered                                       the value is an entry's
//     bytes decided := "decided " numbered                                     the value is empty
//     numbered := term " " owner " " number " " prev " " upto
//     owner := hex{32}      prev := hex{64}      term, number, upto := decimal, below 10^18, term >
//     0
//
// A term is a writer's time in office, its owner 128 fresh random bits for each attempt to begin
// one. Entries and decided take one number each, over all terms. `prev` is the sum of the valid
// numbered record before. `upto`: the commands below this offset have been decided; those of them
// that have no entry were refused, or had their answer before.
#include "base/crypto.hpp"
#include "eventstore/journal.hpp"

#include <array>

namespace dossier::kafka {

using Owner = std::array<std::byte, 16>;

inline constexpr std::string_view stamp_header = "dossier";

enum class StampKind : std::uint8_t { started, entry, decided };

struct Stamp {
    StampKind kind = StampKind::started;
    std::uint64_t term = 0;
    Owner owner{};
    std::uint64_t number = 0;  // from here on: not of `started`
    Bytes32 prev{};
    std::uint64_t upto = 0;

    bool operator==(const Stamp&) const = default;
};

std::string to_text(const Stamp&);
/// Nothing when it is not exactly what to_text writes.
std::optional<Stamp> stamp_from(std::string_view text);

/// A record as the rule sees it; its stamp is empty when it has no such header, or two.
struct LogRecord {
    Position position = 0;  // its offset
    std::string_view key, stamp, value;
};

/// SHA-256 of the key, the stamp and the value, each behind its length as u32. Not of the offset,
/// so that a writer knows it before the record lies anywhere.
Bytes32 sum(const LogRecord&);

/// What a reader knows of the records before its position. It is kept in the same write as what is
/// folded from them, and is the same for all readers that are as far.
struct RuleState {
    Position position = 0;   // of the next record, or below it where there are gaps
    Bytes32 last{};          // sum of the record at position - 1, whatever it was worth
    std::uint64_t term = 0;  // and its owner: who may write now
    Owner owner{};
    std::uint64_t number = 0;  // of the next entry or decided
    std::uint64_t base = 0;    // the number when the term began
    Bytes32 prev{};            // sum of the last one that was valid
    std::uint64_t upto = 0;    // where the commands are to be read on

    bool operator==(const RuleState&) const = default;
};

/// A format number, then the fields, 121 bytes in all.
std::string encode(const RuleState&);
/// Nothing when these are not a state's bytes; an empty text is the state before all records.
std::optional<RuleState> decode(std::string_view bytes);

enum class Verdict : std::uint8_t {
    term,        // another owner writes from here on
    entry,       // valid: to be folded
    decided,     // valid
    voided,      // of another owner, a duplicate, or behind a hole: as if it were not there
    unreadable,  // voided, and not by a writer of ours: to be counted
    suspect,     // impossible in a log that keeps what it has acknowledged
};

/// Moves the state over the record, which must not lie before its position. After `suspect` the
/// reader throws away what it knows and reads again from 0, because the log may have lost records
/// it has folded; if it did come from 0, the record is void, and an alarm is due.
Verdict step(RuleState&, const LogRecord&);

/// Before reading on from a stored state, and whenever the partition has another leader: the record
/// at `position - 1` is read and must be the one that was left there. If there is none, or this
/// says no, the log was cut or made anew: all that is known is thrown away, and an alarm is due.
bool follows(const RuleState&, const LogRecord& before);

/// The stamp of the owner's next record after this state. A writer that is ahead of the log keeps a
/// copy of its state and steps it over what it has sent; it never gives a number to other bytes.
Stamp next_stamp(const RuleState&, StampKind, std::uint64_t upto);

}  // namespace dossier::kafka
