#pragma once
// Which partitions a role of this process has, when each is at work in one process at a time.
#include "eventstore/kafka/client.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace dossier {

class Placement {
public:
    using Change = std::function<void(int partition)>;

    /// `taken` and `lost` are called from a thread of the placement's; `lost` once more for each
    /// that is left when it is destroyed.
    Placement(const kafka::KafkaConfig&, kafka::GroupOptions, Change taken, Change lost);
    ~Placement();

    std::string trouble() const;

private:
    void run();

    kafka::GroupConsumer group_;
    const Change taken_, lost_;
    std::vector<int> mine_;
    mutable std::mutex mutex_;
    std::string trouble_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace dossier
