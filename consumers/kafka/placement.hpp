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
    /// Partitions that were taken away because nobody heard of this process in time.
    std::uint64_t lost() const { return lost_count_; }
    /// Since it last asked what is placed here.
    std::chrono::steady_clock::duration since_poll() const {
        return std::chrono::steady_clock::now() - polled_.load();
    }

private:
    void run();

    kafka::GroupConsumer group_;
    const Change taken_, lost_;
    std::vector<int> mine_;
    mutable std::mutex mutex_;
    std::string trouble_;
    std::atomic<std::uint64_t> lost_count_ = 0;
    std::atomic<std::chrono::steady_clock::time_point> polled_ = std::chrono::steady_clock::now();
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace dossier
