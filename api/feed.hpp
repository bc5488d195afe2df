#pragma once
// The published feed of a tenant: its events in order, personal values sealed.
//
//     GET /v1/events?from=1201            from this entry on, then what comes, as Server-Sent
//     Events
//                   &from=2026-11-20T…    from the first entry recorded at this instant or later
//                   &type=CaseOpened      these types only; again for more
//                   &stream=case/018f…    this record's only, or, of a word like `case`, its kind's
//                   &follow=false         ends where the journal ends now
//
//     frame := "id: " seq "." index LF "data: " event LF LF
//     event := see consumers/published.hpp
//
// Who comes back with Last-Event-ID goes on behind that event. Without `from` a follower gets what
// is new, and a reader everything.
#include "api/router.hpp"
#include "eventstore/entry.hpp"
#include "eventstore/journal.hpp"
#include "projections/queries.hpp"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace dossier {

struct FeedLimits {
    std::chrono::milliseconds heartbeat{15'000};
    std::size_t piece_bytes_max = 64 * 1024;
    std::size_t streams_max = 500;  // followers at a time
};

/// Tells sleepers of one partition that there is more to read. One thread, which rests while
/// nobody waits.
class Watch {
public:
    Watch(const Journal& journal, int partition);
    ~Watch();

    /// Calls back, from its thread, when the journal goes beyond `from`, the time is over or
    /// everything ends.
    void wait(Position from, std::chrono::steady_clock::time_point until,
              std::function<void()> call);
    void stop();

private:
    struct Sleeper {
        Position from;
        std::chrono::steady_clock::time_point until;
        std::function<void()> call;
    };
    void run();
    void wake();

    const Journal& journal_;
    const int partition_;
    std::mutex mutex_;
    std::condition_variable some_;
    std::vector<Sleeper> sleepers_;  // guarded
    bool stopping_ = false;          // guarded
    std::thread thread_;
};

/// Any thread. What it is made of must outlive it.
class Feed {
public:
    Feed(const Journal&, std::function<Roles(const Reader&)>, const Clock&, FeedLimits = {});
    ~Feed();

    HttpResponse open(Call&);

    /// Ends every stream with the sequence to go on from. Idempotent.
    void stop();

    std::size_t streams() const { return streams_; }

private:
    friend class Stream;

    const Journal& journal_;
    const std::function<Roles(const Reader&)> roles_;
    const Clock& clock_;
    const FeedLimits limits_;
    std::vector<std::unique_ptr<Watch>> watches_;  // by partition
    std::atomic<std::size_t> streams_ = 0;
    std::atomic<bool> stopping_ = false;
};

}  // namespace dossier
