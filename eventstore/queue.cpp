#include "eventstore/queue.hpp"

namespace dossier {
namespace {

/// The tenant, or nobody's: what is numbered.
std::string lane_of(const Request& request) { return request.queued ? "" : request.tenant; }

}  // namespace

FairQueue::Put FairQueue::put(Waiting& waiting) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return Put::closed;
        if (size_ >= waiting_max_) return Put::full;
        const std::string lane = lane_of(waiting.request);
        std::deque<Waiting>& own = by_lane_[lane];
        if (own.empty()) turns_.push_back(lane);
        own.push_back(std::move(waiting));
        ++size_;
    }
    changed_.notify_one();
    return Put::done;
}

std::vector<Waiting> FairQueue::take(std::size_t requests_max, std::chrono::milliseconds wait) {
    std::vector<Waiting> taken;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, wait, [&] { return size_ > 0 || rung_ || closed_; });
    rung_ = false;
    while (taken.size() < requests_max && !turns_.empty()) {
        const auto own = by_lane_.find(turns_.front());
        taken.push_back(std::move(own->second.front()));
        own->second.pop_front();
        --size_;
        std::string lane = std::move(turns_.front());
        turns_.pop_front();
        if (own->second.empty())
            by_lane_.erase(own);
        else
            turns_.push_back(std::move(lane));
    }
    return taken;
}

void FairQueue::ring() {
    {
        const std::lock_guard lock(mutex_);
        rung_ = true;
    }
    changed_.notify_one();
}

void FairQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_one();
}

bool FairQueue::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

std::size_t FairQueue::size() const {
    const std::lock_guard lock(mutex_);
    return size_;
}

}  // namespace dossier
