#pragma once
// What a journal's partition says, found by looking at all of it at once: no state, no step, only
// questions to the whole log. Slow on purpose, and written without a look at
// eventstore/kafka/rule.cpp.
#include "eventstore/kafka/rule.hpp"

namespace dossier::test {

/// A record as somebody sent it, and where it came to lie.
struct Lying {
    Position position = 0;
    std::string key, stamp, value;

    operator kafka::LogRecord() const { return {position, key, stamp, value}; }
    bool operator==(const Lying&) const = default;
};
using Log = std::vector<Lying>;

/// What this log says to who has seen exactly these records.
struct Judged {
    std::vector<kafka::Verdict> verdicts;          // of each record
    std::uint64_t term = 0, number = 0, upto = 0;  // at the end
};
Judged judged_whole(const Log&);

}  // namespace dossier::test
