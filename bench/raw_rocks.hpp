#pragma once
// RocksDB with nothing of ours around it: what the same rows cost at least. raw_rocks.cpp is the
// benchmark's own door to the library.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::bench {

/// One write to one family.
struct RawWrite {
    std::uint8_t family = 0;
    enum Kind : std::uint8_t { put, remove, remove_single } kind = put;
    std::string key, value;
};

/// One thread. Throws std::runtime_error with what RocksDB said.
class RawRocks {
public:
    RawRocks(const std::filesystem::path&, std::size_t families);
    ~RawRocks();

    /// One batch under the next numbers; synced.
    void append(std::span<const std::string> values);
    /// One batch; not synced.
    void write(std::span<const RawWrite> writes);
    std::string get(std::string_view key) const;
    /// The first rows at or after the key; how many bytes they have.
    std::size_t scan(std::string_view from, std::size_t rows) const;
    void flush();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// One row of a database as it lies there.
struct RawRow {
    std::string key, value;
};
/// Every row of a family of a database that nobody has open.
std::vector<RawRow> rows_of(const std::filesystem::path&, const std::string& family);

}  // namespace dossier::bench
