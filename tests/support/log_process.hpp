#pragma once
// One process of the random world in log_world.hpp: it folds the partition, and takes it to write.
#include "tests/support/log_world.hpp"

#include <memory>

namespace dossier::test {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}
    unsigned up_to(unsigned n) { return static_cast<unsigned>(engine_() % n); }
    bool one_in(unsigned n) { return up_to(n) == 0; }
    template <class Some>
    std::size_t index(const Some& some) {
        return up_to(static_cast<unsigned>(some.size()));
    }
    kafka::Owner owner();

private:
    std::mt19937_64 engine_;
};

struct Sent {
    Lying record;
    bool landed = false;  // and lands once more
};

/// What all of them share: the log, the network before it, the commands, and who was told what.
struct Outside {
    Log log;
    Position end = 0;
    std::vector<Sent> network;
    std::vector<int> commands;                      // ids, by offset
    std::map<int, int> answered;                    // the sequence by command id
    std::set<int> refused;                          // offsets
    std::map<std::string, std::vector<int>> meant;  // by a Decided's stamp: the offsets it refuses
    bool was_cut = false, peace = false;
    std::string broken;

    /// The first record at or behind the position.
    Log::const_iterator from(Position) const;
    void breaks(const std::string& what) {
        if (broken.empty()) broken = what;
    }
    void answer(int id, int seq);
};

/// value := id " " offset " " seq " " parent: which command it was, and what its writer had before
/// it.
struct Fact {
    int id = 0, offset = -1, seq = 0, parent = 0;
};
std::string to_text(const Fact&);
Fact fact_from(const std::string&);

/// What is wrong with this entry as the next of the fold; empty when nothing is.
std::string add_to(LogFold&, const std::string& value);

class LogProcess {
public:
    LogProcess(int number, const WorldOptions&, Outside&, Chance&);

    void act();
    void crash();
    /// There may be another leader: checks the record before its position.
    void look_back();
    /// Writes no more.
    void only_reads();

    bool at_end() const;
    bool finished() const;
    const kafka::RuleState& state() const { return state_; }
    const LogFold& fold() const { return fold_; }

private:
    enum class Phase : std::uint8_t { down, reading, waiting, running };
    struct Wait {
        std::uint64_t number;  // of the record that lets it go
        int id, seq, offset;   // seq 0: a refusal
    };

    void read();
    void heed(kafka::Verdict, const Lying&);
    void begin();
    void run();
    void retake();
    void forget();
    void decide();
    void decide_next();
    void accept(int id, int offset);
    void tell_refusals();
    void send(kafka::StampKind, const std::string& value, std::uint64_t upto);
    void release(std::uint64_t number);

    const int number_;
    const WorldOptions& options_;
    Outside& outside_;
    Chance& chance_;

    std::string stored_;  // of the rule, and the fold of the same write
    LogFold stored_fold_;

    Phase phase_ = Phase::down;
    bool writes_ = true, from_start_ = true;
    kafka::RuleState state_;
    LogFold fold_;

    kafka::Owner owner_{};
    kafka::RuleState ahead_;
    LogFold ahead_fold_;
    std::map<int, std::uint64_t> number_of_;  // of what is on the overlay, by command id
    std::size_t cursor_ = 0;                  // of the commands
    std::vector<Wait> waits_;
    std::vector<int> refusals_;  // offsets, before their Decided
};

}  // namespace dossier::test
