#pragma once
// The journal on one machine: a RocksDB of its own.
//
//     row    := key value | progress
//     key    := partition:u16 position:u64     big-endian; positions 0, 1, 2, … in a partition
//     value  := sha256:byte{32} entry          of the entry's bytes, so that a changed one is found
//     progress := 0xffff partition:u16 → byte*    of a copy: see append_copy()
#include "eventstore/journal.hpp"
#include "eventstore/rocks.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace dossier {

/// After an append that threw, every other throws too.
class RocksJournal final : public Journal {
public:
    /// `disk.root` is the journal's own folder. A reader stands beside a running owner, in another
    /// process or in this one, and sees more only by catch_up() or wait(). Throws StoreError.
    RocksJournal(const rocks::Disk& disk, int partitions, rocks::Mode = rocks::Mode::owner);

    int partitions() const override;
    std::uint64_t take(int) override { return 0; }
    Position append(int partition, std::span<const std::string> entries,
                    const Decided& = {}) override;
    std::vector<Recorded> read(int partition, Position from, Portion = {}) const override;
    Position end(int partition) const override;
    bool wait(int partition, Position from, std::chrono::milliseconds) const override;

    /// For a reader: what the owner has appended since.
    void catch_up() const;

    /// For a copy of a log that is kept elsewhere: adds without a sync, and in the same write what
    /// says how far the log was read. What the machine loses when it goes down is copied again.
    void append_copy(int partition, std::span<const std::string> entries,
                     std::string_view progress);
    /// Nothing before the first append_copy().
    std::optional<std::string> progress(int partition) const;
    /// Of a log that is kept elsewhere: nothing else may be appended here.
    bool is_copy() const;

    /// Moves what is in the log into tables.
    void flush();

    /// A copy that can be opened as a journal; the folder must not exist. Safe beside appends.
    void checkpoint(const std::filesystem::path& to);

private:
    Position add(int partition, std::span<const std::string> entries, rocks::Batch&, rocks::Sync);
    Position end_on_disk(int partition) const;
    void find_ends() const;

    rocks::Mode mode_;
    mutable rocks::Database database_;
    mutable std::vector<std::atomic<Position>> ends_;  // what is durable, and may be read
    std::atomic<bool> failed_ = false;
    mutable std::mutex mutex_;  // of `more_`, and of a reader's catching up
    mutable std::condition_variable more_;
};

/// A reader of a journal that may have an owner. Tries a few times: the owner may put a file away
/// while this opens it. Throws StoreError.
std::unique_ptr<RocksJournal> open_reader(const rocks::Disk&, int partitions);

}  // namespace dossier
