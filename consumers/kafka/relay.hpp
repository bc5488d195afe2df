#pragma once
// The `relay` role: tells on the topic of events what the journal of one partition has. At least
// once and in order: a record's number says whether it was there before (feed_record.hpp). Nothing
// is kept on this disk. Where to go on is found on the topic itself: where a consumer stands who
// has read all of it.
#include "consumers/house.hpp"
#include "eventstore/kafka/client.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace dossier {

struct RelayLimits {
    std::size_t under_way_max = 4096;       // records that are sent and not acknowledged
    kafka::milliseconds farewell{3000};     // for them, when it ends
    kafka::milliseconds silence_max{5000};  // of the brokers, before that is said to be trouble
};

/// One thread, from its construction until it is destroyed. Two at once on one partition do no
/// harm: they say the same under the same numbers.
class Relay {
public:
    /// `events`: the topic, and the partition of both. The journal must outlive it.
    Relay(const kafka::KafkaConfig&, kafka::Place events, const Journal&, RelayLimits = {});
    /// Waits a little for what is on its way.
    ~Relay();

    /// Any thread: it ends soon. Idempotent.
    void stop() { stopping_ = true; }

    RelayHealth health() const;

private:
    struct Way;
    struct Start {
        std::uint64_t number = 0;
        Position position = 0;
        std::uint64_t index = 0;
    };

    void run();
    Start find() const;
    std::optional<Start> find_behind(kafka::Consumer&, std::int64_t from, std::int64_t to) const;
    void begin(const Way&);
    void publish(Way&);
    bool publish(Way&, const Recorded&);
    bool park(Way&, const Recorded&, const std::string& why);
    bool send(Way&, const kafka::Message&);
    void heed(Way&, kafka::milliseconds);
    void finish(Way&);
    void note(const std::string& why);

    const kafka::KafkaConfig config_;
    const kafka::Place events_;
    const Journal& journal_;
    const RelayLimits limits_;
    mutable std::mutex mutex_;
    RelayHealth health_;  // guarded
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace dossier
