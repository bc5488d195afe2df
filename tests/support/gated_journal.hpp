#pragma once
// A journal whose disk is slow, or breaks, when the test says so.
#include "eventstore/memory_journal.hpp"

#include <atomic>

namespace dossier::test {

class GatedJournal final : public Journal {
public:
    int partitions() const override { return 1; }
    std::uint64_t take(int) override { return first_queued; }
    Position append(int partition, std::span<const std::string> entries,
                    const Decided& decided = {}) override {
        {
            std::unique_lock lock(mutex_);
            ++waiting_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return open_; });
            --waiting_;
            if (broken_) throw StoreError("the disk is gone");
            if (taken_) throw TermEnded("another writes here now");
            batches_.push_back(entries.size());
            decided_.push_back(decided);
        }
        return kept_.append(partition, entries, decided);
    }
    std::vector<Recorded> read(int partition, Position from, Portion portion = {}) const override {
        std::vector<Recorded> records = kept_.read(partition, from, portion);
        records_read_ += records.size();
        return records;
    }
    Position end(int partition) const override { return kept_.end(partition); }
    bool wait(int partition, Position from, std::chrono::milliseconds time) const override {
        return kept_.wait(partition, from, time);
    }

    std::uint64_t first_queued = 0;  // what a writer is told that takes it

    void shut() { set(open_, false); }
    void open() { set(open_, true); }
    void break_down() { set(broken_, true); }
    void take_away() { set(taken_, true); }
    /// Until somebody stands at the closed gate.
    void await_append() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ > 0; });
    }
    std::size_t records_read() const { return records_read_; }
    std::vector<Decided> decided() const {
        const std::lock_guard lock(mutex_);
        return decided_;
    }
    std::vector<std::size_t> batches() const {
        const std::lock_guard lock(mutex_);
        return batches_;
    }

private:
    void set(bool& what, bool to) {
        {
            const std::lock_guard lock(mutex_);
            what = to;
        }
        changed_.notify_all();
    }

    MemoryJournal kept_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true, broken_ = false, taken_ = false;
    int waiting_ = 0;
    std::vector<std::size_t> batches_;
    std::vector<Decided> decided_;
    mutable std::atomic<std::size_t> records_read_ = 0;
};

}  // namespace dossier::test
