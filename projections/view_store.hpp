#pragma once
// Where views are kept: rows as they are now, and beside them every row as it was. One RocksDB per
// partition; all views of the partition are in it, each build of one under a number of its own.
//
//     meta       see view_catalog.cpp
//     present    build row                                 → born value
//     past       build row died                            → born value
//     index      build place rest                          → born
//     index past build place level bucket rest died        → born
//     found      build key                                 → value      present only, in no hash
//
//     build := u16   born, died, bucket := u64   level := u8        all big-endian
//
// `born` is the sequence at which a row came to be, `died` the one at which it was replaced or
// removed. level = the bit width of (died - born - 1), bucket = born >> level: a row that lived at
// s is in the bucket s >> level or in the one before it, whatever has died since.
#include "eventstore/rocks.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

/// The number of an entry in its tenant: 1, 2, 3, …; 0 is before all of them.
using Sequence = std::int64_t;

/// One building of one view, under which its rows are kept; 0 is none.
using Build = std::uint16_t;

/// A row of a list. Rows of one place are in the order of their rest; no place begins another.
struct IndexRow {
    std::string place;  // the tenant, which list, and the values that are equal in it
    std::string rest;   // what it is sorted by, then whose it is

    bool operator==(const IndexRow&) const = default;
};

namespace family {
enum Number : rocks::FamilyNumber { meta, present, past, index, index_past, found };
}

/// Any thread; each build is written by one.
class ViewStore {
public:
    explicit ViewStore(const rocks::Disk&, rocks::Mode = rocks::Mode::owner);

    rocks::Database& rows() { return rows_; }
    const rocks::Database& rows() const { return rows_; }

    /// A bit for every level that index rows of this build have ever been on.
    std::uint64_t levels(Build) const;
    /// To be called before the rows are written; true when the level is new, and must be kept.
    bool use_level(Build, unsigned level);

    /// Removes every row of the build, a portion at a time.
    void drop(Build);

    struct Sum {
        std::string sha256;  // hexadecimal
        std::uint64_t rows = 0;
        bool operator==(const Sum&) const = default;
    };
    /// Over present and past, index and index past, in order; nothing in it names the build.
    Sum sum(Build, const rocks::Snapshot&) const;

    /// How many rows have been looked at by all readers so far: for tests of what a read costs.
    std::uint64_t rows_read() const { return rows_read_; }
    void count_read(std::uint64_t n = 1) const { rows_read_ += n; }

private:
    std::atomic<std::uint64_t>& mask(Build) const;

    rocks::Database rows_;
    mutable std::mutex mutex_;
    mutable std::map<Build, std::atomic<std::uint64_t>> levels_;
    mutable std::atomic<std::uint64_t> rows_read_ = 0;
};

/// The key of a build's row in any family: build, then the parts.
template <class... Part>
std::string key_of(Build build, const Part&... parts) {
    std::string key;
    key.reserve(2 + (parts.size() + ... + 0));
    key.push_back(static_cast<char>(build >> 8));
    key.push_back(static_cast<char>(build));
    (key.append(parts), ...);
    return key;
}

/// The first key after all that begin with this prefix; empty when there is none.
std::string after_prefix(std::string prefix);

/// The meta row in which a build's levels are kept.
std::string levels_key(Build);

/// Where an index row goes when it dies: level:u8 bucket:u64, of the bucket it was born in.
void put_level(std::string& to, unsigned level, Sequence born);

}  // namespace dossier
