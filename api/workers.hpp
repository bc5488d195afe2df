#pragma once
// A few threads for what may take longer than the other connections of an io thread can wait.
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

namespace dossier {

/// Any thread.
class Workers {
public:
    Workers(int threads, std::size_t waiting_max);
    ~Workers();  // stops

    /// Does not block. False when too much is waiting, or it was stopped: then it is never done.
    bool run(std::function<void()> work);
    std::size_t waiting() const { return waiting_; }

    /// Finishes what is at work and forgets what waits. Idempotent; not from a worker.
    void stop();

private:
    class Pool;
    const std::size_t waiting_max_;
    std::atomic<std::size_t> waiting_ = 0;
    std::atomic<bool> stopped_ = false;
    std::unique_ptr<Pool> pool_;
};

}  // namespace dossier
