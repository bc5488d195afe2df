#include "eventstore/memory_journal.hpp"

#include "base/check.hpp"

namespace dossier {

MemoryJournal::MemoryJournal(int partitions) : entries_(static_cast<std::size_t>(partitions)) {
    DOSSIER_CHECK(partitions > 0);
}

int MemoryJournal::partitions() const { return static_cast<int>(entries_.size()); }

Position MemoryJournal::append(int partition, std::span<const std::string> entries,
                               const Decided&) {
    Position first = 0;
    {
        const std::lock_guard lock(mutex_);
        std::vector<std::string>& held = entries_.at(static_cast<std::size_t>(partition));
        first = held.size();
        held.insert(held.end(), entries.begin(), entries.end());
    }
    more_.notify_all();
    return first;
}

std::vector<Recorded> MemoryJournal::read(int partition, Position from, Portion portion) const {
    const std::lock_guard lock(mutex_);
    const std::vector<std::string>& held = entries_.at(static_cast<std::size_t>(partition));
    std::vector<Recorded> records;
    for (std::size_t bytes = 0; from < held.size(); ++from) {
        bytes += held[from].size();
        if (!records.empty() &&
            (records.size() >= portion.records_max || bytes > portion.bytes_max))
            break;
        records.push_back({from, held[from]});
    }
    return records;
}

Position MemoryJournal::end(int partition) const {
    const std::lock_guard lock(mutex_);
    return entries_.at(static_cast<std::size_t>(partition)).size();
}

bool MemoryJournal::wait(int partition, Position from, std::chrono::milliseconds time) const {
    std::unique_lock lock(mutex_);
    const std::vector<std::string>& held = entries_.at(static_cast<std::size_t>(partition));
    return more_.wait_for(lock, time, [&] { return from < held.size(); });
}

}  // namespace dossier
