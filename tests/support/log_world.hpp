#pragma once
// A partition of the journal and its surroundings, at random: writers that follow the protocol of
// taking a partition, a network that loses, repeats, reorders and delays, processes that crash and
// come back from what they had stored, and logs that are cut. One seed is one history.
#include "tests/support/log_model.hpp"

#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>

namespace dossier::test {

/// What a writer might do wrong.
enum class Slip : std::uint8_t {
    none,
    one_owner,        // its name instead of fresh random bits
    no_wait,          // writes before its `started` has come back
    answers_at_once,  // before its record has come back
    refuses_at_once,  // without a Decided
    same_number,      // goes on in its term after an error, from what it has read
    starts_anew,      // reads the commands from their beginning, and remembers no ids
    own_offset,       // reads the commands on from where it was, not from `upto`
};

using Step = std::function<kafka::Verdict(kafka::RuleState&, const kafka::LogRecord&)>;
using Follows = std::function<bool(const kafka::RuleState&, const kafka::LogRecord&)>;

struct WorldOptions {
    std::uint64_t seed = 0;
    int steps = 400;
    bool cuts = false;  // unclean elections, which lose what was acknowledged
    Step step = kafka::step;
    Follows follows = kafka::follows;
    Slip slip = Slip::none;
};

/// What the fold keeps of a partition: which command was accepted as which sequence.
struct LogFold {
    std::map<int, int> seq_of;  // by command id
    std::vector<int> ids;       // in order; a timer's are negative
    int last_offset = -1;       // of the commands
    std::set<int> offsets;      // of the commands that were accepted

    bool operator==(const LogFold&) const = default;
};

/// What a history leaves behind.
struct Outcome {
    Log log;
    std::vector<Log> views;  // what readers saw that nobody told of cuts: theirs, not the log's
    std::string broken;      // the first promise that did not hold, as a sentence; empty: all held
    int accepted = 0, answered = 0, refused = 0, terms = 0, voided = 0, suspect = 0, crashes = 0,
        cuts = 0;
};

Outcome live(const WorldOptions&);

}  // namespace dossier::test
