#pragma once
// The one thing that knows what time it is. Handed in from outside, so that a house can run on
// virtual time.
#include "base/time.hpp"

#include <atomic>

namespace dossier {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override;
};

/// Stands still until somebody moves it, and then from any thread.
class VirtualClock final : public Clock {
public:
    explicit VirtualClock(Timestamp start) : us_(start.us) {}
    Timestamp now() const override { return {us_.load()}; }
    void set(Timestamp now) { us_.store(now.us); }

private:
    std::atomic<std::int64_t> us_;
};

}  // namespace dossier
