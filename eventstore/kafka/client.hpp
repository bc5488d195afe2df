#pragma once
// Apache Kafka as this house uses it: records are sent and known to be there, read from an offset
// on, and partitions placed on processes. handle.hpp is the one door to librdkafka. A handle has
// threads of its own, one and one for each broker; nothing here polls in steps.
#include "base/error.hpp"
#include "eventstore/kafka/record.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>

namespace dossier::kafka {

using std::chrono::milliseconds;

/// What a record may weigh: an entry of 1 MiB and what goes with it.
inline constexpr int record_bytes_max = 2 << 20;

struct KafkaConfig {
    std::string bootstrap;  // host:port,host:port
    /// librdkafka's own settings by its names: SASL, TLS, time-outs. What the journal's safety
    /// rests on cannot be set here, and is refused.
    std::map<std::string, std::string> settings = {};
    /// What librdkafka has to say, syslog's level first; from a thread of its own. Must not block.
    std::function<void(int level, const std::string&)> log = {};
};

enum class Trouble : std::uint8_t {
    retriable,    // nothing was changed; ask again
    fatal,        // asking again gives the same: rights, settings, sizes
    end_of_term,  // it may have happened or not, or may yet: a new producer, and look at the log
    gone,         // there is no record at this offset: the log was cut, or has forgotten it
};

class KafkaError : public StoreError {
public:
    KafkaError(Trouble trouble, const std::string& what)
        : StoreError(what, trouble == Trouble::retriable ? Retry::yes : Retry::no),
          trouble_(trouble) {}
    Trouble trouble() const { return trouble_; }

private:
    Trouble trouble_;
};

/// Where a record came to lie, or why that is not known.
struct Delivery {
    std::int64_t offset = -1;
    std::optional<KafkaError> error;
};

/// Idempotent, acknowledged by all replicas in sync, sent at once. One that could not deliver is
/// not to be used again where order matters: what came after the failed record may lie in the log.
class Producer {
public:
    /// Does not wait for a connection. Throws KafkaError when the settings are wrong.
    explicit Producer(const KafkaConfig&);
    /// What is not delivered is thrown away, or was sent already; its callbacks are called.
    ~Producer();

    /// Waits until each record is delivered or has failed, in the order of the batch; `deadline` is
    /// for all of them. After a failure the producer only throws. Not beside serve().
    std::vector<Delivery> produce(std::span<const Message>, milliseconds deadline);

    /// Any thread. `done` is called by serve(), produce() or the destructor, and must not throw.
    /// Throws KafkaError: retriable when the queue is full, and `done` is not called then.
    void send(const Message&, std::function<void(Delivery)> done);
    /// Calls what is due, and waits so long for the first. One thread at a time.
    void serve(milliseconds);
    /// Any thread: serve() returns.
    void wake();
    /// Records that are sent and not reported yet.
    std::size_t under_way() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct Polled {
    enum class Kind : std::uint8_t {
        nothing,  // until the deadline
        record,
        end,  // all there is was read; `record` says where, and the offset the next one will have
        error,
    };
    Kind kind = Kind::nothing;
    Record record;
    std::optional<KafkaError> error;  // retriable: reading goes on by itself
};

struct Watermarks {
    std::int64_t low = 0, high = 0;  // of the first record there is, and of the next there will be
};

/// Reads partitions from given offsets on; no group, nothing committed, no offset made up. One
/// thread at a time, but for wake(), end_seen() and watermarks().
class Consumer {
public:
    explicit Consumer(const KafkaConfig&);
    ~Consumer();

    /// Reads on from this offset; also of a partition that is being read. Of a partition that was
    /// cut below the offset, poll() says `gone`.
    void start(const Place&, std::int64_t offset);
    /// Nothing of this partition is polled any more.
    void stop(const Place&);
    /// Fetches nothing more until resume(); what was fetched is still polled. Idempotent, both.
    void pause(const Place&);
    void resume(const Place&);

    /// The next record of any partition: in order, none below the offset asked for, none twice.
    Polled poll(milliseconds deadline);
    void wake();

    /// The end as the last fetch told it; nothing before one. Asks nobody.
    std::optional<std::int64_t> end_seen(const Place&) const;
    /// As the leader has it now. Throws KafkaError, retriable when the deadline was over.
    Watermarks watermarks(const Place&, milliseconds deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct GroupOptions {
    std::string group, topic;
    int session_ms = 6000;    // a member that died is missed after this
    int heartbeat_ms = 1000;  // one that left, after this
};

struct Placed {
    enum class Kind : std::uint8_t { nothing, assigned, revoked, error };
    Kind kind = Kind::nothing;
    std::vector<int> partitions;  // all that are this member's now, or were until now
    bool lost = false;            // revoked: another member may have them already
    std::optional<KafkaError> error;
};

/// Says which partitions are this process's; reading them is a Consumer's, so that where it stands
/// is ours alone. Placement is no lock: who may write, the log decides. `range`, because Debian's
/// librdkafka 2.0 aborts with `cooperative-sticky`; no static members, so that a leave is seen.
class GroupConsumer {
public:
    GroupConsumer(const KafkaConfig&, const GroupOptions&);
    /// Leaves the group; waits a few seconds at most.
    ~GroupConsumer();

    /// One thread, at least every five minutes. What was `revoked` goes to others at the next call:
    /// there is time to finish.
    Placed poll(milliseconds deadline);
    void wake();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::kafka
