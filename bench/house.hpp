#pragma once
// A house in a directory, without a server: journal, keys, state, writer, as `serve` has them.
#include "base/random.hpp"
#include "bench/workload.hpp"
#include "eventstore/rocks_journal.hpp"
#include "eventstore/state.hpp"
#include "eventstore/writer.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace dossier::bench {

/// Gone with everything in it when it goes.
class Scratch {
public:
    explicit Scratch(const std::filesystem::path& under);
    ~Scratch();
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Passes everything on, and keeps what was appended, batch by batch, while it is told to.
class RecordingJournal final : public Journal {
public:
    explicit RecordingJournal(Journal& journal) : journal_(journal) {}

    int partitions() const override { return journal_.partitions(); }
    Position append(int partition, std::span<const std::string> entries) override;
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

/// What came of sending commands.
struct Sent {
    double seconds = 0;
    std::vector<double> latency_us;
    std::size_t accepted = 0, refused = 0;
    std::string a_rule;  // of one of the refusals
};

class House {
public:
    explicit House(const std::filesystem::path&);
    ~House();

    /// Keeps so many on their way until all are answered.
    Sent send(const std::vector<Asked>&, std::size_t clients);

    void close();  // writer and state
    void open();

    RecordingJournal& journal() { return recording_; }
    Keys& keys() { return *keys_; }
    VirtualClock& clock() { return clock_; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    SystemRandom random_;
    VirtualClock clock_{{0}};
    RocksJournal journal_;
    RecordingJournal recording_;
    std::unique_ptr<Keys> keys_;
    std::unique_ptr<State> state_;
    std::unique_ptr<Writer> writer_;
};

constexpr const char* tenant = "bench";

}  // namespace dossier::bench
