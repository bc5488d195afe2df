#pragma once
// What is sent and not waited for: a producer, and a thread that hears what became of it. A record
// that could not be delivered is counted; whoever waits for it asks again. A producer that will
// deliver nothing more is replaced.
#include "eventstore/kafka/client.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace dossier {

class Outbox {
public:
    explicit Outbox(const kafka::KafkaConfig&);
    /// Waits a little for what is on its way.
    ~Outbox();

    using Failed = std::function<void(const std::string& why)>;
    /// Any thread; does not block. `failed` is called at most once, from any thread.
    void send(const kafka::Message&, Failed failed = {});

    std::uint64_t undelivered() const { return undelivered_; }

private:
    void run();
    std::shared_ptr<kafka::Producer> producer() const;
    void replace(const std::shared_ptr<kafka::Producer>& broken);

    const kafka::KafkaConfig config_;
    std::atomic<std::uint64_t> undelivered_ = 0;
    mutable std::mutex mutex_;
    // Both guarded. Shared: somebody may be sending by one that is being replaced. The old ones are
    // ended by the thread, because that waits.
    std::shared_ptr<kafka::Producer> producer_;
    std::vector<std::shared_ptr<kafka::Producer>> old_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace dossier
