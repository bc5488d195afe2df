#pragma once
// How a session waits for what another thread will bring. Included by session.cpp only.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace dossier {

/// Shared by the session that waits and whoever brings: either may be gone before the other.
template <class T>
class Arrival : public std::enable_shared_from_this<Arrival<T>> {
public:
    /// Any thread; only the first counts.
    void bring(T value) {
        const std::lock_guard lock(mutex_);
        if (value_ || timer_ == nullptr) return;
        value_ = std::move(value);
        boost::asio::post(timer_->get_executor(),
                          [self = this->shared_from_this()] { self->wake(); });
    }

    /// On the session's thread, once; nothing when the time is over first.
    boost::asio::awaitable<std::optional<T>> wait(std::chrono::milliseconds at_most) {
        // The post above runs on this thread, so never between here and the suspension below.
        if (timer_->expires_after(at_most); !come())
            co_await timer_->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        const std::lock_guard lock(mutex_);
        co_return std::move(value_);
    }

    /// Lends it the session's timer for as long as this lives.
    class Here {
    public:
        Here(Arrival& arrival, boost::asio::steady_timer& timer) : arrival_(arrival) {
            set(&timer);
        }
        ~Here() { set(nullptr); }
        Here(const Here&) = delete;

    private:
        void set(boost::asio::steady_timer* timer) {
            const std::lock_guard lock(arrival_.mutex_);
            arrival_.timer_ = timer;
        }
        Arrival& arrival_;
    };

private:
    bool come() {
        const std::lock_guard lock(mutex_);
        return value_.has_value();
    }
    void wake() {
        const std::lock_guard lock(mutex_);
        if (timer_ != nullptr) timer_->cancel();
    }

    std::mutex mutex_;
    std::optional<T> value_;                      // guarded
    boost::asio::steady_timer* timer_ = nullptr;  // guarded; null when nobody waits any more
};

}  // namespace dossier
