#pragma once
// RocksDB as this house uses it: families of sorted rows, one atomic batch at a time. rocks.cpp is
// the one door to the library; docs/decisions say why each option is as it is.
#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class Env;
}

namespace dossier::rocks {

/// Where databases live, and on what. A test hands in a file system that lies, or never syncs.
struct Disk {
    std::filesystem::path root;
    rocksdb::Env* env = nullptr;  // null: the operating system's
    bool sync = true;             // false only in the test that shows why not

    Disk at(std::string_view name) const { return {root / name, env, sync}; }
};

enum class Shape : std::uint8_t {
    rows,   // read by key: bloom filter
    log,    // appended and scanned
    index,  // put once and removed once: small write buffer, compacted when full of tombstones
};

struct Family {
    std::string name;
    Shape shape = Shape::rows;
};

enum class Mode : std::uint8_t {
    owner,    // reads and writes; one process
    reader,   // beside a running owner; catch_up() to see more
    salvage,  // of a copy that does not open: what can be read before the first damage
};

/// A family by its place in the list the database was opened with.
using FamilyNumber = std::size_t;

/// Made by the database it will be written to.
class Batch {
public:
    ~Batch();
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) noexcept;

    void put(FamilyNumber, std::string_view key, std::string_view value);
    void remove(FamilyNumber, std::string_view key);
    /// For a key that was put exactly once since it was last removed.
    void remove_single(FamilyNumber, std::string_view key);
    std::size_t count() const;
    std::size_t bytes() const;
    void clear();

private:
    friend class Database;
    struct Impl;
    explicit Batch(std::unique_ptr<Impl>);
    std::unique_ptr<Impl> impl_;
};

/// Which keys a cursor may meet: from `low` on, up to and without `high`; empty: no bound. It then
/// wastes no time on what was deleted beyond.
struct Within {
    std::string low = {}, high = {};
};

/// Goes over one family in key order, on the rows as they were when it was made.
class Cursor {
public:
    ~Cursor();
    Cursor(Cursor&&) noexcept;
    Cursor& operator=(Cursor&&) noexcept;

    void seek(std::string_view key);           // to the first at or after it
    void seek_for_prev(std::string_view key);  // to the last at or before it
    void seek_to_last();
    void next();
    void prev();
    bool valid() const;  // throws StoreError when the rows cannot be read
    std::string_view key() const;
    std::string_view value() const;

private:
    friend class Database;
    struct Impl;
    explicit Cursor(std::unique_ptr<Impl>);
    std::unique_ptr<Impl> impl_;
};

/// Keeps what was there when it was made; must go before its Database does.
class Snapshot {
public:
    ~Snapshot();
    Snapshot(Snapshot&&) noexcept;

private:
    friend class Database;
    struct Impl;
    explicit Snapshot(std::unique_ptr<Impl>);
    std::unique_ptr<Impl> impl_;
};

enum class Sync : bool { no, yes };

/// Any thread. Everything throws StoreError with the path and what RocksDB said.
class Database {
public:
    Database(const Disk&, std::vector<Family>, Mode = Mode::owner);
    ~Database();
    Database(Database&&) noexcept;

    std::optional<std::string> get(FamilyNumber, std::string_view key,
                                   const Snapshot* = nullptr) const;
    std::vector<std::optional<std::string>> get_many(FamilyNumber,
                                                     std::span<const std::string> keys,
                                                     const Snapshot* = nullptr) const;
    Batch batch() const;
    /// The batch may be cleared and used again afterwards.
    void write(Batch&, Sync);
    Cursor cursor(FamilyNumber, const Snapshot* = nullptr, const Within& = {}) const;
    Snapshot snapshot() const;

    void sync_wal();
    void flush();
    void compact(FamilyNumber);
    /// When it returns, no file has rows of this family that were removed or overwritten.
    void purge(FamilyNumber);
    /// A consistent copy, hard-linked where it can be; the folder must not exist.
    void checkpoint(const std::filesystem::path& to) const;
    void catch_up();  // Mode::reader
    std::uint64_t bytes_on_disk() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::rocks
