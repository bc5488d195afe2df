#pragma once
// Who waits for the writer: fair between tenants, whoever sends however much.
#include "eventstore/writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <unordered_map>

namespace dossier {

struct Waiting {
    Request request;
    Reply reply;
};

/// Any thread puts, one takes: a request of each tenant in turn, each tenant's in their order. What
/// came from a numbered queue stays in the order of its numbers, whose turn it is there was
/// settled.
class FairQueue {
public:
    explicit FairQueue(std::size_t waiting_max) : waiting_max_(waiting_max) {}

    enum class Put : std::uint8_t { done, full, closed };
    /// Takes the request only when it says `done`.
    Put put(Waiting&);

    /// What is there, at most so many; waits for something, a ring, or until the time is over.
    std::vector<Waiting> take(std::size_t requests_max, std::chrono::milliseconds wait);
    /// Wakes who waits in take().
    void ring();
    /// Nothing more comes in; what is there can still be taken.
    void close();
    bool closed() const;
    std::size_t size() const;

private:
    std::size_t waiting_max_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, std::deque<Waiting>> by_lane_;
    std::deque<std::string> turns_;  // the lanes in which somebody waits
    std::size_t size_ = 0;
    bool rung_ = false, closed_ = false;
};

}  // namespace dossier
