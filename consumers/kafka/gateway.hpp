#pragma once
// The `api` role's way to the writers, wherever they are: a command goes out on its topic, and its
// answer is waited for on the topic of replies. An answer that never comes leaves the outcome
// unknown, and whoever asked is told so; the same id may be sent again.
#include "consumers/kafka/ground.hpp"
#include "consumers/kafka/outbox.hpp"
#include "eventstore/writer.hpp"

#include <map>
#include <unordered_map>

namespace dossier {

struct GatewayLimits {
    std::size_t waiting_max = 20'000;   // commands; one more is refused with `writer.busy`
    std::chrono::seconds patience{60};  // then the outcome is unknown
    // A reply may be lost with the process that was to send it. After this a command is sent again,
    // after twice that once more, and so on: under its own id, by which it is done once.
    std::chrono::seconds again_in{5};
};

/// Of the replies to what was sent from here.
struct ReplyCounts {
    std::size_t waiting = 0;  // now
    std::uint64_t heard = 0;
    std::uint64_t missed = 0;       // never came, or nobody waited any more
    std::uint64_t undelivered = 0;  // commands that no broker took
};

class Gateway {
public:
    /// Throws StoreError.
    explicit Gateway(const Ground&, GatewayLimits = {});
    ~Gateway();

    /// Any thread. The reply comes from a thread of the gateway's and must not block.
    void submit(Request, Reply);
    /// Accepts no more; waits for the answers that are still to come, bounded.
    void drain();

    ReplyCounts counts() const;
    /// Since it last looked for replies.
    std::chrono::steady_clock::duration since_poll() const {
        return Steady::now() - polled_.load();
    }

private:
    using Steady = std::chrono::steady_clock;
    struct Waiting {
        Reply reply;
        kafka::Message message;
        Steady::time_point until, again_at;
        std::chrono::seconds again_in;
    };
    struct Minted {
        std::string token;
        Timestamp until;
    };

    void run();
    std::int64_t end_of(int partition);
    bool listen(int partition);
    void hear(const kafka::Record&);
    void give_up(const std::string& reply_to);
    void answer_late();
    void send_again();
    std::string token_of(const std::string& tenant, const UserId&);

    const Ground ground_;
    const GatewayLimits limits_;
    const std::string name_;  // of this process: `reply_to` is this, a dot, and a number
    kafka::Consumer replies_;
    mutable std::mutex mutex_;
    std::condition_variable fewer_;
    std::unordered_map<std::string, Waiting> waiting_;  // by what the reply will echo
    std::uint64_t submitted_ = 0;
    std::map<std::pair<std::string, std::string>, Minted> minted_;  // by tenant and user
    std::uint64_t heard_ = 0, missed_ = 0;
    bool closed_ = false;
    std::atomic<Steady::time_point> polled_ = Steady::now();
    std::atomic<bool> stopping_ = false;
    Outbox outbox_;  // behind what it calls back to
    std::thread thread_;
};

}  // namespace dossier
