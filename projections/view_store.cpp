#include "projections/view_store.hpp"

#include "base/big_endian.hpp"
#include "base/crypto.hpp"

#include <array>
#include <utility>

namespace dossier {
namespace {

constexpr std::size_t drop_rows_max = 10'000;  // removed in one batch
constexpr std::size_t sum_bytes = 1 << 20;     // hashed at once

const std::vector<rocks::Family>& families() {
    using rocks::Shape;
    static const std::vector<rocks::Family> all = {
        {"meta", Shape::rows},   {"present", Shape::rows},   {"past", Shape::log},
        {"index", Shape::index}, {"index_past", Shape::log}, {"found", Shape::rows}};
    return all;
}

constexpr std::array summed = {family::present, family::past, family::index, family::index_past};

/// Calls `each` with every key of the build, without the build, and its value.
template <class Each>
void every_row(const rocks::Database& rows, rocks::FamilyNumber in, Build build,
               const rocks::Snapshot* at, const Each& each) {
    const std::string prefix = key_of(build);
    rocks::Cursor cursor = rows.cursor(in, at);
    for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next())
        each(cursor.key().substr(prefix.size()), cursor.value());
}

void put_sized(std::string& to, std::string_view bytes) {
    put(to, static_cast<std::uint32_t>(bytes.size()));
    to.append(bytes);
}

}  // namespace

std::string after_prefix(std::string prefix) {
    while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
    if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
    return prefix;
}

std::string levels_key(Build build) {
    std::string key = "levels/";
    put(key, build);
    return key;
}

void put_level(std::string& to, unsigned level, Sequence born) {
    put(to, static_cast<std::uint8_t>(level));
    put(to, level >= 64 ? 0 : static_cast<std::uint64_t>(born) >> level);
}

ViewStore::ViewStore(const rocks::Disk& disk, rocks::Mode mode) : rows_(disk, families(), mode) {}

std::atomic<std::uint64_t>& ViewStore::mask(Build build) const {
    const std::scoped_lock lock(mutex_);
    const auto [at, fresh] = levels_.try_emplace(build, 0);
    if (fresh)
        if (const auto kept = rows_.get(family::meta, levels_key(build)))
            at->second = get<std::uint64_t>(*kept);
    return at->second;
}

std::uint64_t ViewStore::levels(Build build) const { return mask(build); }

bool ViewStore::use_level(Build build, unsigned level) {
    const std::uint64_t bit = std::uint64_t{1} << level;
    return (mask(build).fetch_or(bit) & bit) == 0;
}

void ViewStore::drop(Build build) {
    for (const auto in :
         {family::present, family::past, family::index, family::index_past, family::found}) {
        rocks::Batch batch = rows_.batch();
        const auto write_out = [&] {
            rows_.write(batch, rocks::Sync::no);
            batch.clear();
        };
        every_row(rows_, in, build, nullptr, [&](std::string_view key, std::string_view) {
            if (in == family::index)
                batch.remove_single(in, key_of(build, key));
            else
                batch.remove(in, key_of(build, key));
            if (batch.count() >= drop_rows_max) write_out();
        });
        write_out();
    }
    const std::scoped_lock lock(mutex_);
    levels_.erase(build);
}

ViewStore::Sum ViewStore::sum(Build build, const rocks::Snapshot& at) const {
    Sum sum;
    std::string bytes;  // the hash of what came before, then rows
    const auto fold = [&] { bytes = std::string(view(sha256(bytes))); };
    for (const auto in : summed)
        every_row(rows_, in, build, &at, [&](std::string_view key, std::string_view value) {
            ++sum.rows;
            put(bytes, static_cast<std::uint8_t>(in));
            put_sized(bytes, key);
            put_sized(bytes, value);
            if (bytes.size() >= sum_bytes) fold();
        });
    fold();
    sum.sha256 = to_hex(bytes);
    return sum;
}

}  // namespace dossier
