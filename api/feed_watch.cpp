#include "api/feed.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr auto turn = std::chrono::milliseconds(100);  // how late a heartbeat or a stop may be

}  // namespace

Watch::Watch(const Journal& journal, int partition)
    : journal_(journal), partition_(partition), thread_([this] { run(); }) {}

Watch::~Watch() {
    stop();
    thread_.join();
}

void Watch::wait(Position from, std::chrono::steady_clock::time_point until,
                 std::function<void()> call) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            sleepers_.push_back({from, until, std::move(call)});
            some_.notify_one();
            return;
        }
    }
    call();
}

void Watch::stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    some_.notify_one();
}

void Watch::run() {
    for (;;) {
        Position from = 0;
        {
            std::unique_lock lock(mutex_);
            some_.wait(lock, [&] { return stopping_ || !sleepers_.empty(); });
            if (stopping_) break;
            for (const Sleeper& sleeper : sleepers_) from = std::max(from, sleeper.from);
        }
        journal_.wait(partition_, from, turn);
        wake();
    }
    wake();
}

void Watch::wake() {
    const Position end = journal_.end(partition_);
    const auto now = std::chrono::steady_clock::now();
    std::vector<Sleeper> woken;
    {
        const std::lock_guard lock(mutex_);
        const auto rest =
            std::partition(sleepers_.begin(), sleepers_.end(), [&](const Sleeper& sleeper) {
                return !stopping_ && sleeper.from >= end && now < sleeper.until;
            });
        std::move(rest, sleepers_.end(), std::back_inserter(woken));
        sleepers_.erase(rest, sleepers_.end());
    }
    for (const Sleeper& sleeper : woken) sleeper.call();
}

}  // namespace dossier
