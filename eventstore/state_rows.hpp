#pragma once
// The rows of the state. Numbers are big-endian, so that rows sort as they should.
//
//     row       := table key value
//     "a"       about: position:u64; the versions of the folds; descriptions by fingerprint
//     "t"       slug → tenant:u32 last_seq:u64 last_at:u64 last_key:u64
//     "s"       tenant id → version:u64 fingerprint:u64 state
//     "i"       tenant command → seq:u64 position:u64 digest:byte{16}          for ever
//     "h"       tenant hmac:byte{32} id → nothing                              claims
//     "f"       tenant look-up 0x00 key 0x00 id → nothing
//     "n"       tenant counter → u64
//     "d"       tenant due:u64 id kind → nothing                               timers to be tried
//     "p"       tenant id kind 0x00 due:u64 → version:u64 rule                 timers refused
//     "k"       tenant subject → key:u64
//     "g"       tenant setting → i64
//     "c"       tenant seq:u64 → depth:u64                                     of what was caused
//     "x"       tenant command → type 0x00 what                                commands that
//     faulted id        := word "/" uuid:byte{16} command   := 0x00 uuid:byte{16} | 0x01 text
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "eventstore/journal.hpp"

#include <cstdint>

namespace dossier {

/// Its number in this state, given in order of appearance; 0 is nobody's.
using TenantNumber = std::uint32_t;

struct TenantRow {
    TenantNumber number = 0;
    std::int64_t last_seq = 0;
    Timestamp last_at;
    std::int64_t last_key = 0;
};

using Digest16 = std::array<std::byte, 16>;

struct AnsweredRow {
    std::int64_t seq = 0;
    Position position = 0;
    Digest16 digest{};
};

struct DueTimer {
    TenantNumber tenant = 0;
    Timestamp due;
    StreamId stream;
    std::string kind;
};

namespace rows {

std::string about(std::string_view what);
std::string tenant(std::string_view slug);
std::string stream(TenantNumber, const StreamId&);
std::string streams(TenantNumber);
std::string answered(TenantNumber, std::string_view command);
/// The prefix of all streams that hold it, or are filed there; …_by adds the one.
std::string held(TenantNumber, const Bytes32& blinded);
std::string held_by(TenantNumber, const Bytes32& blinded, const StreamId&);
std::string filed(TenantNumber, std::string_view lookup, std::string_view key);
std::string filed_by(TenantNumber, std::string_view lookup, std::string_view key, const StreamId&);
std::string counted(TenantNumber, std::string_view counter);
std::string due(const DueTimer&);
std::string all_due(TenantNumber);
std::string parked(const DueTimer&);
std::string subject(TenantNumber, const StreamId&);
std::string setting(TenantNumber, std::string_view name);
/// Whether it is asked for again and again: a setting, a subject's key.
inline bool is_kept(std::string_view row) { return row.front() == 'g' || row.front() == 'k'; }
std::string depth(TenantNumber, std::int64_t seq);
std::string faulted(TenantNumber, std::string_view command);

StreamId stream_of(std::string_view packed);  // the id that a key ends with
DueTimer due_of(std::string_view key);

std::string value(const TenantRow&);
std::string value(const AnsweredRow&);
std::string value(std::uint64_t);
TenantRow tenant_of(std::string_view value);
AnsweredRow answered_of(std::string_view value);
std::int64_t number_of(std::string_view value);

}  // namespace rows

}  // namespace dossier
