#pragma once
// Where one request is decided, from the first question to the entry; nothing here waits, appends
// or knows of a thread.
#include "base/clock.hpp"
#include "domain/kernel/plan.hpp"
#include "eventstore/draft.hpp"
#include "eventstore/writer.hpp"

namespace dossier {

/// What became of a request.
struct Outcome {
    enum class Kind : std::uint8_t {
        answered,  // refused, known already, or only tried: there is nothing to append
        accepted,  // an entry to append, an answer to give when that is durable
        waits      // its first answer is not durable yet: ask again when this generation is
    };
    Kind kind = Kind::answered;
    Answer answer;
    std::string entry;
    std::string tenant;
    std::string answered_row;  // of this command, for the state
    AnsweredRow answered;      // its position is the appender's to know
};

class Desk {
public:
    Desk(int partition, Known&, Keys&, const Journal&, const Clock&);

    /// Throws StoreError. A bug inside a decider is answered `fault`, and nothing else.
    Outcome decide(const Request&);
    /// The command of a timer; the same, but that it comes from the house.
    Outcome fire(const std::string& tenant, const DueTimer&);
    void settle(Generation);

    std::uint64_t faults() const { return faults_; }
    const std::string& last_fault() const { return last_fault_; }

private:
    struct Accepted {
        Entry entry;
        bool wants_open = false;
        std::vector<std::string> open;  // the events' data as decided, if wanted
    };

    std::optional<Rejection> refuse_door(const Request&) const;
    std::optional<Outcome> seen(const Request&, const Bytes32& digest, const Draft&);
    Answer first_answer(const Request&, const AnsweredRow&) const;
    void show(const Request&, const Draft&, Answer&) const;
    std::optional<Rejection> refuse_time(const Request&, Roles, Timestamp at, const Draft&) const;
    std::optional<Rejection> refuse_version(const Request&, const Draft&) const;
    Outcome decide_new(const Request&, const Bytes32& digest, Draft&);
    std::optional<Rejection> ask(const Request&, const Meta&, Draft&, Accepted&);
    std::optional<Rejection> take_step(const Step&, Meta, Draft&, Accepted&);
    std::optional<Rejection> take(const Aggregate&, Decision, const Meta&, Draft&, Accepted&);
    Outcome accept(const Request&, const Bytes32& digest, Draft&, Accepted&&);
    void park(const Request&, const std::string& what);
    Timestamp next_at(const TenantRow&) const;

    int partition_;
    Known& known_;
    Keys& keys_;
    const Journal& journal_;
    const Clock& clock_;
    struct Pending {
        Generation generation;
        Digest16 digest;
    };
    std::unordered_map<std::string, Pending> pending_;  // answered rows that are not settled
    std::uint64_t faults_ = 0;
    std::string last_fault_;
};

}  // namespace dossier
