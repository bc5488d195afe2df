#pragma once
// The `command` role: decides the commands of the partitions that are placed here, and stands by
// for the others. One thread reads commands and hears of placement; it never waits for a decision.
//
//     record → letter → writer → journal → reply
#include "consumers/kafka/ground.hpp"
#include "consumers/kafka/outbox.hpp"
#include "eventstore/state.hpp"
#include "eventstore/writer.hpp"

namespace dossier {

/// What came on the topic of commands, and what of it never reached a writer.
struct MailCounts {
    std::uint64_t letters = 0, unreadable = 0, misrouted = 0;
    std::uint64_t replies = 0, undelivered = 0;  // sent; and what no broker took
    std::uint64_t lost = 0;  // partitions taken away because nobody heard of this process in time
};

/// What a partition is here: "owner", "taking" or "standby"; and for how long.
struct Stance {
    std::string_view what;
    std::chrono::steady_clock::duration since;
};

class CommandRole {
public:
    /// `stop` is called once, from a thread of the role's, when something of this machine's own
    /// could not be written: the process must end. Throws StoreError.
    CommandRole(const Ground&, std::function<void(const std::string&)> stop, WriterLimits = {});
    /// Hands over: answers what it has, then leaves.
    ~CommandRole();

    Stance stance(int partition) const;
    WriterCounts writer(int partition) const;
    MailCounts mail() const;
    /// Since it last looked for commands.
    std::chrono::steady_clock::duration since_poll() const;
    /// Commands cannot be read, or no partition be had, until somebody grants it.
    bool hindered() const;
    std::string trouble() const;  // of whatever went wrong last

private:
    struct Post;
    struct Sender {
        std::string id;  // of the command
        std::optional<std::string> reply_to;
        std::optional<std::string> tries_for;  // the tenant, when it is a dry run
    };

    void run();
    void stand_by();
    void place(const kafka::Placed&);
    bool taking() const;
    void look_after(Post&);
    void open(Post&);
    std::int64_t first_letter(int partition, std::uint64_t decided);
    void close(Post&);
    void heed(const kafka::Polled&);
    void read_on(Post&);
    void receive(const kafka::Record&);
    void note(const std::string& why);
    void answer(Post&, const Sender&, Answer);
    Post& post(int partition) const { return *posts_.at(static_cast<std::size_t>(partition)); }

    const Ground ground_;
    const std::function<void(const std::string&)> stop_;
    const WriterLimits limits_;
    Outbox outbox_;
    std::optional<kafka::GroupConsumer> group_;  // until it is left
    kafka::Consumer commands_;
    std::vector<std::unique_ptr<Post>> posts_;
    mutable std::mutex mutex_;  // of what follows
    MailCounts mail_;
    std::string trouble_;
    std::atomic<std::chrono::steady_clock::time_point> polled_ = std::chrono::steady_clock::now();
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> hindered_ = false;  // reading commands
    std::atomic<bool> unplaced_ = false;  // the group let it in no more
    std::thread thread_, standby_;
};

}  // namespace dossier
