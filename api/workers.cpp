#include "api/workers.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace dossier {

class Workers::Pool : public boost::asio::thread_pool {
    using thread_pool::thread_pool;
};

Workers::Workers(int threads, std::size_t waiting_max)
    : waiting_max_(waiting_max),
      pool_(std::make_unique<Pool>(static_cast<std::size_t>(std::max(1, threads)))) {}

Workers::~Workers() { stop(); }

bool Workers::run(std::function<void()> work) {
    if (stopped_) return false;
    if (waiting_.fetch_add(1) >= waiting_max_) {
        --waiting_;
        return false;
    }
    boost::asio::post(*pool_, [this, work = std::move(work)] {
        --waiting_;
        work();
    });
    return true;
}

void Workers::stop() {
    stopped_ = true;
    pool_->stop();
    pool_->join();
}

}  // namespace dossier
