#pragma once
// The journal: what happened, in order, for ever. One contract, kept in memory, in RocksDB or in
// Apache Kafka; whoever stands above this file cannot tell which.
#include "base/error.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

/// Where an entry lies in its partition: rising, not always by one. Users never see it.
using Position = std::uint64_t;

/// What lies at a position: the entry's bytes, exactly as they were hashed.
struct Recorded {
    Position position = 0;
    std::string bytes;
};

/// How much to read at once. At least one record comes, however large, when there is one.
struct Portion {
    std::size_t records_max = 1024;
    std::size_t bytes_max = 4 << 20;
};

/// How far the queue that commands come from is decided, where there is one: each of its commands
/// has a number, rising. Kept beside the entries, so that whoever writes next goes on from there.
struct Decided {
    // The number of the first command that is not decided yet: after each entry, …
    std::vector<std::uint64_t> after_each = {};
    std::uint64_t after_all = 0;  // … and after the refusals behind the last one
};

/// Another process writes the partition now, or whether this one still does is unknown: what was
/// not answered is to be decided again by who takes the partition next.
class TermEnded : public StoreError {
public:
    using StoreError::StoreError;
};

/// Reading is safe from any thread; each partition is appended to by one, its writer's.
class Journal {
public:
    virtual ~Journal() = default;

    virtual int partitions() const = 0;

    /// Makes the caller the one that appends, and returns the first command of the queue that is
    /// not decided; 0 where there is no queue. Everything before is there to be read. Throws
    /// TermEnded.
    virtual std::uint64_t take(int partition) = 0;

    /// Adds the entries in order, all of them or none, durable when it returns the position of the
    /// first; the others follow it without a gap. Throws TermEnded, and then the partition is to be
    /// taken again; any other StoreError: what is on the disk is unknown, and the process must
    /// stop.
    virtual Position append(int partition, std::span<const std::string> entries,
                            const Decided& = {}) = 0;

    /// The records from this position on; empty at the end. Throws StoreError naming the position
    /// when a record is damaged.
    virtual std::vector<Recorded> read(int partition, Position from, Portion = {}) const = 0;

    /// The position the next entry will have, or a later one.
    virtual Position end(int partition) const = 0;

    /// Waits until there is something to read at `from`; false when the time was over first.
    virtual bool wait(int partition, Position from, std::chrono::milliseconds) const = 0;
};

/// Java's murmur2 of the tenant's slug, as Kafka's default partitioner has it: the same tenant lies
/// in the same partition of as many, everywhere.
int partition_of(std::string_view tenant, int partitions);

}  // namespace dossier
