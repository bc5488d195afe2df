#include "eventstore/rocks_journal.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"
#include "base/crypto.hpp"

#include <limits>
#include <thread>

namespace dossier {
namespace {

constexpr rocks::FamilyNumber entries_family = 0;
constexpr std::size_t key_bytes = 10, sum_bytes = 32;
constexpr std::chrono::milliseconds reader_poll{20};
constexpr int attempts_max = 5, looks = 2;

std::string key_of(int partition, Position position) {
    std::string key;
    put(key, static_cast<std::uint16_t>(partition));
    put(key, position);
    return key;
}

std::string progress_key(int partition) {
    std::string key("\xff\xff");  // behind every partition
    put(key, static_cast<std::uint16_t>(partition));
    return key;
}

bool is_of(std::string_view key, int partition) {
    return key.size() == key_bytes && get<std::uint16_t>(key) == partition;
}

[[noreturn]] void damaged(int partition, Position position, const std::string& what) {
    throw StoreError("journal: partition " + std::to_string(partition) + ", position " +
                     std::to_string(position) + ": " + what);
}

/// The records in [from, end). Throws StoreError naming the first position that cannot be read.
std::vector<Recorded> read_range(const rocks::Database& database, int partition, Position from,
                                 Position end, Portion portion) {
    std::vector<Recorded> records;
    rocks::Cursor cursor = database.cursor(entries_family);
    Position position = from;
    const auto next_is_there = [&] {
        try {
            return cursor.valid();
        } catch (const StoreError& error) {
            damaged(partition, position, error.what());
        }
    };
    std::size_t bytes = 0;
    for (cursor.seek(key_of(partition, from)); position < end; cursor.next(), ++position) {
        // Before the next is looked at: it may be damaged, and that is then another read's to say.
        if (!records.empty() && records.size() >= portion.records_max) break;
        if (!next_is_there() || cursor.key() != key_of(partition, position))
            damaged(partition, position, "the entry is missing");
        if (cursor.value().size() < sum_bytes) damaged(partition, position, "no hash");
        const std::string_view entry = cursor.value().substr(sum_bytes);
        bytes += entry.size();
        if (!records.empty() && bytes > portion.bytes_max) break;
        if (view(sha256(entry)) != cursor.value().substr(0, sum_bytes))
            damaged(partition, position, "the bytes are not those that were hashed");
        records.push_back({position, std::string(entry)});
    }
    return records;
}

}  // namespace

RocksJournal::RocksJournal(const rocks::Disk& disk, int partitions, rocks::Mode mode)
    : mode_(mode),
      database_(disk, {{"entries", rocks::Shape::log}}, mode),
      ends_(static_cast<std::size_t>(partitions)) {
    DOSSIER_CHECK(partitions > 0 && partitions < std::numeric_limits<std::uint16_t>::max());
    find_ends();
}

int RocksJournal::partitions() const { return static_cast<int>(ends_.size()); }

Position RocksJournal::append(int partition, std::span<const std::string> entries, const Decided&) {
    if (entries.empty()) return end(partition);
    rocks::Batch batch = database_.batch();
    return add(partition, entries, batch, rocks::Sync::yes);
}

void RocksJournal::append_copy(int partition, std::span<const std::string> entries,
                               std::string_view progress) {
    rocks::Batch batch = database_.batch();
    batch.put(entries_family, progress_key(partition), progress);
    add(partition, entries, batch, rocks::Sync::no);
}

std::optional<std::string> RocksJournal::progress(int partition) const {
    return database_.get(entries_family, progress_key(partition));
}

bool RocksJournal::is_copy() const {
    for (int partition = 0; partition < partitions(); ++partition)
        if (progress(partition)) return true;
    return false;
}

Position RocksJournal::add(int partition, std::span<const std::string> entries, rocks::Batch& batch,
                           rocks::Sync sync) {
    DOSSIER_CHECK(mode_ == rocks::Mode::owner);
    if (failed_) throw StoreError("journal: an append has failed before");
    std::atomic<Position>& end = ends_.at(static_cast<std::size_t>(partition));
    const Position first = end;
    std::string value;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        value = view(sha256(entries[i]));
        value += entries[i];
        batch.put(entries_family, key_of(partition, first + i), value);
    }
    try {
        database_.write(batch, sync);
    } catch (const StoreError&) {
        failed_ = true;
        throw;
    }
    {
        const std::lock_guard lock(mutex_);
        end = first + entries.size();
    }
    more_.notify_all();
    return first;
}

std::vector<Recorded> RocksJournal::read(int partition, Position from, Portion portion) const {
    const std::atomic<Position>& end = ends_.at(static_cast<std::size_t>(partition));
    for (int attempt = 1;; ++attempt) try {
            if (from >= end) return {};
            return read_range(database_, partition, from, end, portion);
        } catch (const StoreError&) {
            // While the owner turns its log into a table, a reader may see neither; once more tells
            // that from damage.
            if (mode_ != rocks::Mode::reader || attempt == attempts_max) throw;
            std::this_thread::sleep_for(reader_poll);
            catch_up();
        }
}

Position RocksJournal::end(int partition) const {
    return ends_.at(static_cast<std::size_t>(partition));
}

bool RocksJournal::wait(int partition, Position from, std::chrono::milliseconds time) const {
    const std::atomic<Position>& end = ends_.at(static_cast<std::size_t>(partition));
    if (mode_ == rocks::Mode::owner) {
        std::unique_lock lock(mutex_);
        return more_.wait_for(lock, time, [&] { return from < end; });
    }
    const auto until = std::chrono::steady_clock::now() + time;
    for (catch_up(); end <= from; catch_up()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(reader_poll);
    }
    return true;
}

void RocksJournal::catch_up() const {
    DOSSIER_CHECK(mode_ == rocks::Mode::reader);
    const std::lock_guard lock(mutex_);
    database_.catch_up();
    find_ends();
}

void RocksJournal::flush() { database_.flush(); }

void RocksJournal::checkpoint(const std::filesystem::path& to) {
    database_.sync_wal();
    database_.checkpoint(to);
}

void RocksJournal::find_ends() const {
    for (int partition = 0; partition < partitions(); ++partition) try {
            ends_[static_cast<std::size_t>(partition)] = end_on_disk(partition);
        } catch (const StoreError&) {
            // Where the end itself is damaged, whoever reads on finds the first of the damage.
            if (mode_ != rocks::Mode::salvage) throw;
            ends_[static_cast<std::size_t>(partition)] = std::numeric_limits<Position>::max();
        }
}

/// One behind the last entry of the partition.
Position RocksJournal::end_on_disk(int partition) const {
    rocks::Cursor cursor = database_.cursor(entries_family);
    cursor.seek_for_prev(key_of(partition, std::numeric_limits<Position>::max()));
    if (!cursor.valid() || !is_of(cursor.key(), partition)) return 0;
    return get<std::uint64_t>(cursor.key().substr(sizeof(std::uint16_t))) + 1;
}

std::unique_ptr<RocksJournal> open_reader(const rocks::Disk& disk, int partitions) {
    for (int attempt = 1;; ++attempt) try {
            auto reader = std::make_unique<RocksJournal>(disk, partitions, rocks::Mode::reader);
            // What the owner moved from its log to a table while this was opened is seen now.
            for (int look = 0; look < looks; ++look) {
                reader->catch_up();
                std::this_thread::sleep_for(reader_poll);
            }
            reader->catch_up();
            return reader;
        } catch (const StoreError&) {
            if (attempt == attempts_max) throw;
            std::this_thread::sleep_for(reader_poll);
        }
}

}  // namespace dossier
