#pragma once
// Where the key store keeps its rows: a RocksDB of its own, or memory. The values are wrapped
// before they come here; keys.cpp knows by what.
//
//     key  := kind:byte tenant 0x00 number:u64      number big-endian
#include "eventstore/rocks.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

struct KeyRow {
    std::string key, value;
};

/// One writer at a time; everything throws StoreError. Where several processes share the rows, of
/// two that make a row at once the first one's stays: read again what was written.
class KeyRows {
public:
    virtual ~KeyRows() = default;
    virtual std::optional<std::string> get(std::string_view key) const = 0;
    /// The rows from `first` to before `end`, in order of key.
    virtual std::vector<KeyRow> range(std::string_view first, std::string_view end) const = 0;
    /// All of them or none, durable when it returns. What was under these keys is lost, and may
    /// still lie in a file until purge() has run.
    virtual void write(const std::vector<KeyRow>&) = 0;
    /// When it returns, no file of the store has bytes that were overwritten.
    virtual void purge() = 0;
    /// How often rows were overwritten by others than the caller, who may hold what they said.
    virtual std::uint64_t overwritten() const { return 0; }
};

std::string key_row_name(char kind, std::string_view tenant, std::uint64_t number = 0);
std::string_view tenant_of_row(std::string_view name);

std::unique_ptr<KeyRows> key_rows_on(const rocks::Disk&);
std::unique_ptr<KeyRows> key_rows_in_memory();

/// Copies a store's rows as they are, wrapped, beside its owner or without one.
void copy_key_rows(const rocks::Disk& from, const rocks::Disk& to);

}  // namespace dossier
