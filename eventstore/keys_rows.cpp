#include "eventstore/keys_rows.hpp"

#include "base/big_endian.hpp"

#include <map>

namespace dossier {
namespace {

constexpr rocks::FamilyNumber rows_family = 0;
const std::string purge_pending = "x";

/// Overwriting is not yet destroying. A mark goes with every write that overwrites, so that a purge
/// that a crash has cut short is made up for at the next start.
class RocksRows final : public KeyRows {
public:
    explicit RocksRows(const rocks::Disk& disk) : database_(disk, {{"keys"}}) {
        if (database_.get(rows_family, purge_pending)) purge();
    }
    std::optional<std::string> get(std::string_view key) const override {
        return database_.get(rows_family, key);
    }
    std::vector<KeyRow> range(std::string_view first, std::string_view end) const override {
        std::vector<KeyRow> rows;
        rocks::Cursor cursor = database_.cursor(rows_family);
        for (cursor.seek(first); cursor.valid() && cursor.key() < end; cursor.next())
            rows.push_back({std::string(cursor.key()), std::string(cursor.value())});
        return rows;
    }
    void write(const std::vector<KeyRow>& rows) override {
        rocks::Batch batch = database_.batch();
        bool overwrites = false;
        for (const KeyRow& row : rows) {
            overwrites = overwrites || get(row.key);
            batch.put(rows_family, row.key, row.value);
        }
        if (overwrites) batch.put(rows_family, purge_pending, "");
        database_.write(batch, rocks::Sync::yes);
    }
    void purge() override {
        database_.purge(rows_family);
        rocks::Batch batch = database_.batch();
        batch.remove(rows_family, purge_pending);
        database_.write(batch, rocks::Sync::yes);
    }

private:
    rocks::Database database_;
};

class MemoryRows final : public KeyRows {
public:
    std::optional<std::string> get(std::string_view key) const override {
        const auto found = rows_.find(key);
        return found == rows_.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<KeyRow> range(std::string_view first, std::string_view end) const override {
        std::vector<KeyRow> rows;
        for (auto at = rows_.lower_bound(first); at != rows_.end() && at->first < end; ++at)
            rows.push_back({at->first, at->second});
        return rows;
    }
    void write(const std::vector<KeyRow>& rows) override {
        for (const KeyRow& row : rows) rows_[row.key] = row.value;
    }
    void purge() override {}

private:
    std::map<std::string, std::string, std::less<>> rows_;
};

}  // namespace

std::string key_row_name(char kind, std::string_view tenant, std::uint64_t number) {
    std::string name(1, kind);
    name += tenant;
    name += '\0';
    put(name, number);
    return name;
}

std::string_view tenant_of_row(std::string_view name) {
    return name.substr(1, name.size() - 2 - sizeof(std::uint64_t));
}

std::unique_ptr<KeyRows> key_rows_on(const rocks::Disk& disk) {
    return std::make_unique<RocksRows>(disk);
}
void copy_key_rows(const rocks::Disk& from, const rocks::Disk& to) {
    constexpr std::size_t batch_bytes_max = 4 << 20;
    const rocks::Database source(from, {{"keys"}}, rocks::Mode::reader);
    rocks::Database copy(to, {{"keys"}});
    rocks::Batch batch = copy.batch();
    rocks::Cursor cursor = source.cursor(rows_family);
    for (cursor.seek(""); cursor.valid(); cursor.next()) {
        batch.put(rows_family, cursor.key(), cursor.value());
        if (batch.bytes() < batch_bytes_max) continue;
        copy.write(batch, rocks::Sync::no);
        batch.clear();
    }
    copy.write(batch, rocks::Sync::yes);
}

std::unique_ptr<KeyRows> key_rows_in_memory() { return std::make_unique<MemoryRows>(); }

}  // namespace dossier
