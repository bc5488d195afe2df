#pragma once
// The writer and what it stands on, and nothing else: journal, keys, state.
#include "base/random.hpp"
#include "bench/sending.hpp"
#include "eventstore/rocks_journal.hpp"
#include "eventstore/state.hpp"

#include <mutex>

namespace dossier::bench {

/// Passes everything on, and keeps what was appended, batch by batch, while it is told to.
class RecordingJournal final : public Journal {
public:
    explicit RecordingJournal(Journal& journal) : journal_(journal) {}

    int partitions() const override { return journal_.partitions(); }
    std::uint64_t take(int partition) override { return journal_.take(partition); }
    Position append(int partition, std::span<const std::string> entries,
                    const Decided& = {}) override;
    std::vector<Recorded> read(int partition, Position from, Portion portion) const override {
        return journal_.read(partition, from, portion);
    }
    Position end(int partition) const override { return journal_.end(partition); }
    bool wait(int partition, Position from, std::chrono::milliseconds most) const override {
        return journal_.wait(partition, from, most);
    }

    using Batches = std::vector<std::vector<std::string>>;
    /// What was appended since the last time, from between two appends.
    Batches take();

private:
    Journal& journal_;
    std::mutex mutex_;
    Batches batches_;
};

class House {
public:
    explicit House(const std::filesystem::path&);
    ~House();

    /// Keeps so many on their way until all are answered.
    Sent send(const std::vector<Asked>&, std::size_t clients);

    void close();  // writer and state

    RecordingJournal& journal() { return recording_; }
    Keys& keys() { return *keys_; }
    VirtualClock& clock() { return clock_; }

private:
    SystemRandom random_;
    VirtualClock clock_{{0}};
    RocksJournal journal_;
    RecordingJournal recording_;
    std::unique_ptr<Keys> keys_;
    std::unique_ptr<State> state_;
    std::unique_ptr<Writer> writer_;
};

}  // namespace dossier::bench
