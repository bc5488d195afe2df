#include "projections/view_writer.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"

#include <bit>
#include <utility>

namespace dossier {
namespace {

constexpr std::size_t known_max = 8'000;    // rows kept in memory from one batch to the next
constexpr std::size_t births_max = 40'000;  // births of index rows likewise

std::string number(Sequence n) {
    std::string bytes;
    put(bytes, static_cast<std::uint64_t>(n));
    return bytes;
}

}  // namespace

// ---- What the entry does ---------------------------------------------------------------------

std::optional<std::string> ViewWriter::get(const std::string& row) {
    if (const auto changed = changed_.find(row); changed != changed_.end()) return changed->second;
    const std::optional<Lived>& now = present(row);
    return now ? std::optional(now->value) : std::nullopt;
}

void ViewWriter::put(std::string row, std::string value) {
    changed_.insert_or_assign(std::move(row), std::move(value));
}

void ViewWriter::remove(std::string row) {
    changed_.insert_or_assign(std::move(row), std::nullopt);
}

void ViewWriter::put(const IndexRow& row) { turn(row, +1); }
void ViewWriter::remove(const IndexRow& row) { turn(row, -1); }

void ViewWriter::turn(const IndexRow& row, int change) {
    Net& net = turned_.try_emplace(key_of(build_, row.place, row.rest), Net{row}).first->second;
    net.change += change;
    DOSSIER_CHECK(net.change >= -1 && net.change <= 1);
}

std::optional<std::string> ViewWriter::get_found(const std::string& key) {
    if (const auto changed = found_.find(key); changed != found_.end()) return changed->second;
    const auto [at, fresh] = found_known_.try_emplace(key);
    if (fresh) at->second = store_.rows().get(family::found, key_of(build_, key));
    return at->second;
}

void ViewWriter::put_found(std::string key, std::string value) {
    found_.insert_or_assign(std::move(key), std::move(value));
}

void ViewWriter::remove_found(std::string key) {
    found_.insert_or_assign(std::move(key), std::nullopt);
}

// ---- What is left of it ----------------------------------------------------------------------

const std::optional<Lived>& ViewWriter::present(const std::string& row) {
    const auto [at, fresh] = known_.try_emplace(row);
    if (fresh)
        if (const auto kept = store_.rows().get(family::present, key_of(build_, row)))
            at->second.row = Lived{static_cast<Sequence>(dossier::get<std::uint64_t>(*kept)),
                                   kept->substr(sizeof(std::uint64_t))};
    return at->second.row;
}

void ViewWriter::end_row(const std::string& row, std::optional<std::string> value, Sequence seq,
                         rocks::Batch& batch) {
    present(row);
    std::optional<Lived>& now = known_.at(row).row;
    if (!now && !value) return;
    if (now && value && now->value == *value) return;  // it lives on
    if (now) {
        DOSSIER_CHECK(now->born < seq);
        batch.put(family::past, key_of(build_, row, number(seq)), number(now->born) + now->value);
    }
    if (value) {
        batch.put(family::present, key_of(build_, row), number(seq) + *value);
        now = Lived{seq, std::move(*value)};
    } else {
        batch.remove(family::present, key_of(build_, row));
        now.reset();
    }
}

void ViewWriter::end_index(const std::string& key, const Net& net, Sequence seq,
                           rocks::Batch& batch) {
    const IndexRow& row = net.row;
    if (net.change > 0) {
        batch.put(family::index, key, number(seq));
        births_.insert_or_assign(key, seq);
        return;
    }
    Sequence born = 0;
    if (const auto cached = births_.find(key); cached != births_.end()) {
        born = cached->second;
        births_.erase(cached);
    } else {
        const auto kept = store_.rows().get(family::index, key);
        DOSSIER_CHECK(kept);  // only what is there may be removed
        born = static_cast<Sequence>(dossier::get<std::uint64_t>(*kept));
    }
    DOSSIER_CHECK(born < seq);
    const auto level = static_cast<unsigned>(
        std::bit_width(static_cast<std::uint64_t>(seq) - static_cast<std::uint64_t>(born) - 1));
    std::string bucket;
    put_level(bucket, level, born);
    batch.remove_single(family::index, key);
    batch.put(family::index_past, key_of(build_, row.place, bucket, row.rest, number(seq)),
              number(born));
    if (store_.use_level(build_, level))
        batch.put(family::meta, levels_key(build_),
                  number(static_cast<Sequence>(store_.levels(build_))));
}

void ViewWriter::end_entry(Sequence seq, rocks::Batch& batch) {
    for (auto& [row, value] : changed_) end_row(row, std::move(value), seq, batch);
    for (auto& [key, net] : turned_)
        if (net.change != 0) end_index(key, net, seq, batch);
    for (auto& [key, value] : found_) {
        if (value)
            batch.put(family::found, key_of(build_, key), *value);
        else
            batch.remove(family::found, key_of(build_, key));
        found_known_.insert_or_assign(key, std::move(value));
    }
    drop_entry();
}

void ViewWriter::drop_entry() {
    changed_.clear();
    turned_.clear();
    found_.clear();
}

void ViewWriter::batch_written() {
    if (known_.size() > known_max) known_.clear();
    if (births_.size() > births_max) births_.clear();
    if (found_known_.size() > known_max) found_known_.clear();
}

}  // namespace dossier
