#pragma once
// The journal on Kafka: a topic where the log decides (rule.hpp). A thread goes
// through every partition, asks the rule, and copies what is valid into a journal on this disk,
// with the rule's state in the same write; whoever reads, reads the copy. Positions are the copy's:
// the n-th valid entry of a partition is at n − 1, in every copy there is.
#include "eventstore/kafka/client.hpp"
#include "eventstore/kafka/rule.hpp"
#include "eventstore/rocks_journal.hpp"

#include <thread>

namespace dossier {

class Random;

namespace kafka {

struct JournalTimes {
    milliseconds give_up{3000};     // a delivery
    milliseconds come_back{10000};  // what was delivered, to be read again
    milliseconds restore{600000};   // all there was when the copy was opened
};

/// What was seen since the start, of all partitions.
struct JournalCounts {
    std::uint64_t terms = 0, entries = 0, voided = 0;
    std::uint64_t unreadable = 0;  // not written by a program of ours
    std::uint64_t alarms = 0;      // records that no whole log could have, and were passed over
};

class Journal final : public dossier::Journal {
public:
    using Progress = std::function<void(int partition, std::uint64_t done, std::uint64_t of)>;

    /// `copy.root` is this process's own folder. Returns when the copy has what the log had at that
    /// moment. Throws StoreError, also when the log is not the one that was copied, or was cut.
    Journal(const KafkaConfig&, std::string topic, int partitions, const rocks::Disk& copy, Random&,
            JournalTimes = {}, const Progress& = {});
    ~Journal() override;

    int partitions() const override { return copy_.partitions(); }
    std::uint64_t take(int partition) override;
    Position append(int partition, std::span<const std::string> entries,
                    const Decided& = {}) override;
    std::vector<Recorded> read(int partition, Position from, Portion portion = {}) const override {
        return copy_.read(partition, from, portion);
    }
    Position end(int partition) const override { return copy_.end(partition); }
    bool wait(int partition, Position from, std::chrono::milliseconds time) const override {
        return copy_.wait(partition, from, time);
    }

    /// How many records of the log are not copied yet. Throws KafkaError when no broker answers.
    std::uint64_t behind(int partition) const;
    /// The first command of the queue that is not decided, as far as is copied here.
    std::uint64_t decided(int partition) const;
    /// The same as the last fetch told it; asks nobody.
    std::uint64_t behind_seen(int partition) const;
    /// Since it last asked the brokers for more; a fraction of a second while all is well.
    std::chrono::steady_clock::duration since_poll() const {
        return std::chrono::steady_clock::now() - polled_.load();
    }
    /// Why nothing more is copied; empty while all is well.
    std::string trouble() const;
    JournalCounts counts() const;

private:
    struct Part;

    void start(Part&);
    void follow();
    void heed(const Polled&);
    void granted();
    void fold(const Record&);
    void check_first(Part&, const Record&);
    void keep();
    void restore(const Progress&);
    Position high(int partition) const;
    Part& part(int partition) const { return *parts_.at(static_cast<std::size_t>(partition)); }
    std::int64_t deliver(Part&, std::span<const Message>);
    void stop();
    [[noreturn]] void end_term(Part&, const std::string& why);

    const KafkaConfig config_;
    const std::string topic_;
    const JournalTimes times_;
    Random& random_;
    RocksJournal copy_;
    mutable Consumer consumer_;
    std::vector<std::unique_ptr<Part>> parts_;
    mutable std::mutex mutex_;  // of what the parts have published, and of what follows
    std::condition_variable changed_;
    JournalCounts counts_;
    std::string trouble_;    // nothing is read any more
    std::string hindrance_;  // nothing is read until somebody grants it
    std::atomic<std::chrono::steady_clock::time_point> polled_ = std::chrono::steady_clock::now();
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace kafka
}  // namespace dossier
