#include "bench/raw_rocks.hpp"

#include "base/big_endian.hpp"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <stdexcept>

namespace dossier::bench {
namespace {

void need(const rocksdb::Status& status) {
    if (!status.ok()) throw std::runtime_error(status.ToString());
}

rocksdb::Options options() {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    options.compression = rocksdb::kLZ4Compression;
    rocksdb::BlockBasedTableOptions table;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families(std::size_t count) {
    std::vector<rocksdb::ColumnFamilyDescriptor> all{
        {rocksdb::kDefaultColumnFamilyName, options()}};
    for (std::size_t i = 1; i < count; ++i) all.push_back({std::to_string(i), options()});
    return all;
}

}  // namespace

struct RawRocks::Impl {
    std::unique_ptr<rocksdb::DB> db;
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    std::uint64_t next = 0;

    ~Impl() {
        for (auto* family : families) db->DestroyColumnFamilyHandle(family);
    }
};

RawRocks::RawRocks(const std::filesystem::path& path, std::size_t count)
    : impl_(std::make_unique<Impl>()) {
    std::filesystem::create_directories(path);
    rocksdb::DB* db = nullptr;
    need(rocksdb::DB::Open(options(), path.string(), families(count), &impl_->families, &db));
    impl_->db.reset(db);
}
RawRocks::~RawRocks() = default;

void RawRocks::append(std::span<const std::string> values) {
    rocksdb::WriteBatch batch;
    for (const std::string& value : values) {
        std::string key;
        put(key, impl_->next++);
        need(batch.Put(key, value));
    }
    rocksdb::WriteOptions synced;
    synced.sync = true;
    need(impl_->db->Write(synced, &batch));
}

void RawRocks::write(std::span<const RawWrite> writes) {
    rocksdb::WriteBatch batch;
    for (const RawWrite& write : writes) {
        auto* family = impl_->families.at(write.family);
        switch (write.kind) {
            case RawWrite::put: need(batch.Put(family, write.key, write.value)); break;
            case RawWrite::remove: need(batch.Delete(family, write.key)); break;
            case RawWrite::remove_single: need(batch.SingleDelete(family, write.key)); break;
        }
    }
    need(impl_->db->Write({}, &batch));
}

std::string RawRocks::get(std::string_view key) const {
    std::string value;
    need(impl_->db->Get({}, rocksdb::Slice(key.data(), key.size()), &value));
    return value;
}

std::size_t RawRocks::scan(std::string_view from, std::size_t rows) const {
    const std::unique_ptr<rocksdb::Iterator> at(impl_->db->NewIterator({}));
    std::size_t bytes = 0;
    for (at->Seek({from.data(), from.size()}); at->Valid() && rows > 0; at->Next(), --rows)
        bytes += at->key().size() + at->value().size();
    return bytes;
}

void RawRocks::flush() { need(impl_->db->Flush({}, impl_->families)); }

std::vector<RawRow> rows_of(const std::filesystem::path& path, const std::string& family) {
    std::vector<std::string> names;
    need(rocksdb::DB::ListColumnFamilies({}, path.string(), &names));
    std::vector<rocksdb::ColumnFamilyDescriptor> all;
    for (const std::string& name : names) all.push_back({name, {}});
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    need(rocksdb::DB::OpenForReadOnly({}, path.string(), all, &handles, &opened));
    const std::unique_ptr<rocksdb::DB> db(opened);
    std::vector<RawRow> rows;
    for (std::size_t i = 0; i < handles.size(); ++i) {
        if (names[i] == family) {
            const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator({}, handles[i]));
            for (at->SeekToFirst(); at->Valid(); at->Next())
                rows.push_back({at->key().ToString(), at->value().ToString()});
            need(at->status());
        }
        need(db->DestroyColumnFamilyHandle(handles[i]));
    }
    return rows;
}

}  // namespace dossier::bench
