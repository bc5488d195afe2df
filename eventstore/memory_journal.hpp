#pragma once
// The journal in memory: for tests, and for a house that may forget.
#include "eventstore/journal.hpp"

#include <condition_variable>
#include <mutex>

namespace dossier {

class MemoryJournal final : public Journal {
public:
    explicit MemoryJournal(int partitions = 1);

    int partitions() const override;
    std::uint64_t take(int) override { return 0; }
    Position append(int partition, std::span<const std::string> entries,
                    const Decided& = {}) override;
    std::vector<Recorded> read(int partition, Position from, Portion = {}) const override;
    Position end(int partition) const override;
    bool wait(int partition, Position from, std::chrono::milliseconds) const override;

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable more_;
    std::vector<std::vector<std::string>> entries_;  // by partition, then by position
};

}  // namespace dossier
