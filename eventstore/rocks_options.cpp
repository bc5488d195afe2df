// What is set here, and why, was measured: docs/decisions/0002-rocksdb.md.
#include "eventstore/rocks_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

namespace dossier::rocks {
namespace {

constexpr std::size_t write_buffer_bytes = 16 << 20, index_buffer_bytes = 1 << 20;
constexpr std::size_t block_cache_bytes = 32 << 20, reader_cache_bytes = 4 << 20;
constexpr std::size_t block_bytes = 8 << 10;
constexpr int bloom_bits = 10, log_tables_at_once = 12;
constexpr double memtable_bloom_share = 0.02;

/// One cache for the whole process, so that a house of many databases has one bound.
const std::shared_ptr<rocksdb::Cache>& shared_cache() {
    static const auto cache = rocksdb::NewLRUCache(block_cache_bytes);
    return cache;
}

}  // namespace

rocksdb::ColumnFamilyOptions options_of(Shape shape, Mode mode) {
    rocksdb::ColumnFamilyOptions options;
    options.write_buffer_size = shape == Shape::index ? index_buffer_bytes : write_buffer_bytes;
    options.compression = rocksdb::kLZ4Compression;
    options.level_compaction_dynamic_level_bytes = true;
    if (shape == Shape::index) {
        // A page is read through what died and was not compacted yet: little of it, in few files.
        options.level0_file_num_compaction_trigger = 2;
        options.table_properties_collector_factories.push_back(
            rocksdb::NewCompactOnDeletionCollectorFactory(4096, 2048));
    }
    if (shape == Shape::log) {
        // Every table of a journal of many partitions has a bit of each, so that a compaction
        // writes all of them again: the more at once, the less often.
        options.level0_file_num_compaction_trigger = log_tables_at_once;
    }
    rocksdb::BlockBasedTableOptions table;
    // Who looks beside the owner wants to see the disk, and not what the owner has in memory.
    table.block_cache =
        mode == Mode::owner ? shared_cache() : rocksdb::NewLRUCache(reader_cache_bytes);
    table.block_size = block_bytes;
    table.cache_index_and_filter_blocks = true;
    if (shape == Shape::rows) {
        // Most of what the writer asks for is not there: that too is answered without a search.
        options.memtable_prefix_bloom_size_ratio = memtable_bloom_share;
        options.memtable_whole_key_filtering = true;
        table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits, false));
    }
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

rocksdb::DBOptions database_options(const Disk& disk, Mode mode) {
    rocksdb::DBOptions options;
    options.create_if_missing = options.create_missing_column_families = mode == Mode::owner;
    // The default drops acknowledged writes behind a flipped bit and says nothing.
    options.wal_recovery_mode = mode == Mode::salvage
                                    ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                    : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.paranoid_checks = mode != Mode::salvage;
    options.max_open_files = mode == Mode::reader ? -1 : 256;
    options.max_total_wal_size = 64 << 20;  // what a start after a crash has to read again
    options.bytes_per_sync = 1 << 20;       // a table is not synced all at once, beside a commit
    options.keep_log_file_num = 2;
    options.max_log_file_size = 1 << 20;
    options.stats_dump_period_sec = options.stats_persist_period_sec = 0;
    if (disk.env != nullptr) options.env = disk.env;
    return options;
}

}  // namespace dossier::rocks
