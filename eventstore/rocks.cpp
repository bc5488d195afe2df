// The one door to RocksDB; how it is set is in rocks_options.cpp.
#include "eventstore/rocks.hpp"

#include "eventstore/rocks_options.hpp"

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/version.h>
#include <rocksdb/write_batch.h>

#include <unistd.h>

#include <array>

#include <atomic>

namespace dossier::rocks {
namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view text(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

/// Where a reader lets RocksDB write its log file; another one for each.
std::filesystem::path scratch_folder() {
    static std::atomic<int> readers = 0;
    return std::filesystem::temp_directory_path() /
           ("dossier-reader-" + std::to_string(::getpid()) + '-' + std::to_string(++readers));
}

}  // namespace

struct Batch::Impl {
    rocksdb::WriteBatch rows;
    const std::vector<rocksdb::ColumnFamilyHandle*>* families;
};

struct Cursor::Impl {
    std::string low, high;
    std::array<rocksdb::Slice, 2> bounds;  // which the iterator points at
    std::unique_ptr<rocksdb::Iterator> rows;
    std::string path;
};

struct Snapshot::Impl {
    rocksdb::DB* db;
    const rocksdb::Snapshot* held;  // null: a reader's, which stands still until it catches up
    ~Impl() {
        if (held != nullptr) db->ReleaseSnapshot(held);
    }
};

struct Database::Impl {
    std::string path;
    Mode mode = Mode::owner;
    bool sync = true;
    std::unique_ptr<rocksdb::DB> db;
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    std::filesystem::path scratch;  // a reader's own folder, for RocksDB's log file

    ~Impl() {
        if (db != nullptr)
            for (rocksdb::ColumnFamilyHandle* family : families)
                db->DestroyColumnFamilyHandle(family);
        db.reset();
        std::error_code ignored;
        if (!scratch.empty()) std::filesystem::remove_all(scratch, ignored);
    }
    void check(const rocksdb::Status& status, const char* what) const {
        if (status.ok()) return;
        const bool held = status.IsIOError() && status.ToString().find("lock") != std::string::npos;
        throw StoreError(std::string(what) + ' ' + path + ": " + status.ToString() +
                         (held ? "; another process has it open" : ""));
    }
    static rocksdb::ReadOptions reading(const Snapshot* at) {
        rocksdb::ReadOptions options;
        if (at != nullptr) options.snapshot = at->impl_->held;
        return options;
    }
};

// ---- Batch -----------------------------------------------------------------------------------

Batch::Batch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

void Batch::put(FamilyNumber family, std::string_view key, std::string_view value) {
    impl_->rows.Put((*impl_->families)[family], slice(key), slice(value));
}
void Batch::remove(FamilyNumber family, std::string_view key) {
    impl_->rows.Delete((*impl_->families)[family], slice(key));
}
void Batch::remove_single(FamilyNumber family, std::string_view key) {
    impl_->rows.SingleDelete((*impl_->families)[family], slice(key));
}
std::size_t Batch::count() const { return static_cast<std::size_t>(impl_->rows.Count()); }
std::size_t Batch::bytes() const { return impl_->rows.GetDataSize(); }
void Batch::clear() { impl_->rows.Clear(); }

// ---- Cursor, Snapshot ------------------------------------------------------------------------

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;

void Cursor::seek(std::string_view key) { impl_->rows->Seek(slice(key)); }
void Cursor::seek_for_prev(std::string_view key) { impl_->rows->SeekForPrev(slice(key)); }
void Cursor::seek_to_last() { impl_->rows->SeekToLast(); }
void Cursor::next() { impl_->rows->Next(); }
void Cursor::prev() { impl_->rows->Prev(); }
bool Cursor::valid() const {
    if (impl_->rows->Valid()) return true;
    if (!impl_->rows->status().ok())
        throw StoreError("read " + impl_->path + ": " + impl_->rows->status().ToString());
    return false;
}
std::string_view Cursor::key() const { return text(impl_->rows->key()); }
std::string_view Cursor::value() const { return text(impl_->rows->value()); }

Snapshot::Snapshot(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Snapshot::~Snapshot() = default;
Snapshot::Snapshot(Snapshot&&) noexcept = default;

// ---- Database --------------------------------------------------------------------------------

Database::Database(const Disk& disk, std::vector<Family> families, Mode mode)
    : impl_(std::make_unique<Impl>()) {
    impl_->path = disk.root.string();
    impl_->mode = mode;
    impl_->sync = disk.sync;
    if (mode == Mode::owner) std::filesystem::create_directories(disk.root);

    // RocksDB insists on a family named "default"; ours is never used.
    std::vector<rocksdb::ColumnFamilyDescriptor> described;
    described.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions{});
    for (const Family& family : families)
        described.emplace_back(family.name, options_of(family.shape, mode));

    const rocksdb::DBOptions options = database_options(disk, mode);
    rocksdb::DB* db = nullptr;
    rocksdb::Status status;
    if (mode == Mode::reader) {
        impl_->scratch = scratch_folder();
        status = rocksdb::DB::OpenAsSecondary(options, impl_->path, impl_->scratch.string(),
                                              described, &impl_->families, &db);
    } else {
        status = rocksdb::DB::Open(options, impl_->path, described, &impl_->families, &db);
    }
    impl_->db.reset(db);
    impl_->check(status, "open");
    impl_->db->DestroyColumnFamilyHandle(impl_->families.front());
    impl_->families.erase(impl_->families.begin());
}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

std::optional<std::string> Database::get(FamilyNumber family, std::string_view key,
                                         const Snapshot* at) const {
    std::string value;
    const rocksdb::Status status =
        impl_->db->Get(Impl::reading(at), impl_->families[family], slice(key), &value);
    if (status.IsNotFound()) return {};
    impl_->check(status, "read");
    return value;
}

std::vector<std::optional<std::string>> Database::get_many(FamilyNumber family,
                                                           std::span<const std::string> keys,
                                                           const Snapshot* at) const {
    const std::vector<rocksdb::Slice> wanted(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> found(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    impl_->db->MultiGet(Impl::reading(at), impl_->families[family], keys.size(), wanted.data(),
                        found.data(), statuses.data());
    std::vector<std::optional<std::string>> values(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (statuses[i].IsNotFound()) continue;
        impl_->check(statuses[i], "read");
        values[i] = found[i].ToString();
    }
    return values;
}

Batch Database::batch() const {
    auto made = std::make_unique<Batch::Impl>();
    made->families = &impl_->families;
    return Batch(std::move(made));
}

void Database::write(Batch& batch, Sync sync) {
    rocksdb::WriteOptions options;
    options.sync = sync == Sync::yes && impl_->sync;
    impl_->check(impl_->db->Write(options, &batch.impl_->rows), "write");
}

Cursor Database::cursor(FamilyNumber family, const Snapshot* at, const Within& within) const {
    auto made = std::make_unique<Cursor::Impl>();
    rocksdb::ReadOptions options = Impl::reading(at);
    made->low = within.low;
    made->high = within.high;
    made->bounds = {made->low, made->high};
    if (!made->low.empty()) options.iterate_lower_bound = made->bounds.data();
    if (!made->high.empty()) options.iterate_upper_bound = &made->bounds[1];
    made->rows.reset(impl_->db->NewIterator(options, impl_->families[family]));
    made->path = impl_->path;
    return Cursor(std::move(made));
}

Snapshot Database::snapshot() const {
    // A reader has none to give; what it sees stands still until it catches up.
    const rocksdb::Snapshot* held = impl_->mode == Mode::owner ? impl_->db->GetSnapshot() : nullptr;
    return Snapshot(std::unique_ptr<Snapshot::Impl>(new Snapshot::Impl{impl_->db.get(), held}));
}

void Database::sync_wal() {
    if (impl_->sync) impl_->check(impl_->db->SyncWAL(), "sync");
}
void Database::flush() { impl_->check(impl_->db->Flush({}, impl_->families), "flush"); }
void Database::compact(FamilyNumber family) {
    impl_->check(impl_->db->CompactRange({}, impl_->families[family], nullptr, nullptr), "compact");
}

void Database::purge(FamilyNumber family) {
    flush();
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    impl_->check(impl_->db->CompactRange(options, impl_->families[family], nullptr, nullptr),
                 "compact");
    // Looks for files nobody needs any more, and deletes them before it returns.
#if ROCKSDB_MAJOR < 9
    const rocksdb::Status deleted = impl_->db->EnableFileDeletions(true);
#else
    const rocksdb::Status deleted = impl_->db->EnableFileDeletions();
#endif
    impl_->check(deleted, "delete what is obsolete in");
}

void Database::checkpoint(const std::filesystem::path& to) const {
    rocksdb::Checkpoint* made = nullptr;
    impl_->check(rocksdb::Checkpoint::Create(impl_->db.get(), &made), "checkpoint");
    const std::unique_ptr<rocksdb::Checkpoint> owned(made);
    impl_->check(owned->CreateCheckpoint(to.string()), "checkpoint");
}

void Database::catch_up() { impl_->check(impl_->db->TryCatchUpWithPrimary(), "follow"); }

std::uint64_t Database::bytes_on_disk() const {
    std::uint64_t all = 0;
    for (rocksdb::ColumnFamilyHandle* family : impl_->families) {
        std::uint64_t bytes = 0;
        impl_->db->GetIntProperty(family, rocksdb::DB::Properties::kTotalSstFilesSize, &bytes);
        all += bytes;
    }
    return all;
}

}  // namespace dossier::rocks
