#include "projections/sight.hpp"

#include "base/big_endian.hpp"

#include <bit>

namespace dossier {
namespace {

constexpr std::size_t number_bytes = sizeof(std::uint64_t);

Sequence number(std::string_view bytes) { return static_cast<Sequence>(get<std::uint64_t>(bytes)); }
std::string bytes_of(Sequence n) {
    std::string bytes;
    put(bytes, static_cast<std::uint64_t>(n));
    return bytes;
}
Sequence died(std::string_view past_key) {
    return number(past_key.substr(past_key.size() - number_bytes));
}
Lived lived(std::string_view value) {
    return {number(value), std::string(value.substr(number_bytes))};
}

}  // namespace

// ---- One row ---------------------------------------------------------------------------------

std::optional<Lived> Sight::get(const std::string& row) const {
    const std::string key = key_of(build_, row);
    store_->count_read();
    if (const auto now = store_->rows().get(family::present, key, at_))
        if (Lived here = lived(*now); !as_of_ || here.born <= *as_of_) return here;
    if (!as_of_) return {};
    // The first that died after then is the one that lived then, if it was born by then.
    rocks::Cursor past = store_->rows().cursor(family::past, at_);
    past.seek(key_of(build_, row, bytes_of(*as_of_ + 1)));
    if (!past.valid() || !past.key().starts_with(key)) return {};
    store_->count_read();
    Lived then = lived(past.value());
    return then.born <= *as_of_ ? std::optional(std::move(then)) : std::nullopt;
}

std::vector<Lived> Sight::lives(const std::string& row, Sequence after, std::size_t max) const {
    const std::string key = key_of(build_, row);
    std::vector<Lived> all;
    std::size_t later = 0;
    const auto take = [&](Lived one) {
        if (as_of_ && one.born > *as_of_) return false;
        if (one.born > after && ++later > max) return false;
        all.push_back(std::move(one));
        return true;
    };
    rocks::Cursor past = store_->rows().cursor(family::past, at_);
    for (past.seek(key_of(build_, row, bytes_of(after + 1)));
         past.valid() && past.key().starts_with(key); past.next()) {
        store_->count_read();
        if (!take(lived(past.value()))) return all;
    }
    if (const auto now = store_->rows().get(family::present, key, at_)) take(lived(*now));
    return all;
}

std::vector<std::string> Sight::found(const std::string& prefix, std::size_t max) const {
    const std::string begin = key_of(build_, prefix);
    std::vector<std::string> keys;
    rocks::Cursor rows = store_->rows().cursor(family::found, at_);
    for (rows.seek(begin); keys.size() < max && rows.valid() && rows.key().starts_with(begin);
         rows.next()) {
        store_->count_read();
        keys.emplace_back(rows.key().substr(begin.size()));
    }
    return keys;
}

std::optional<std::string> Sight::found_value(const std::string& key) const {
    store_->count_read();
    return store_->rows().get(family::found, key_of(build_, key), at_);
}

// ---- Lists -----------------------------------------------------------------------------------

Scan Sight::scan(const std::string& place, const Range& range, Order order) const {
    Scan scan(*store_, order, as_of_);
    scan.low_ = range.low;
    scan.high_ = range.high;
    scan.add(*at_, key_of(build_, place), false);
    if (as_of_) {
        for (std::uint64_t levels = store_->levels(build_); levels != 0; levels &= levels - 1) {
            const auto level = static_cast<unsigned>(std::countr_zero(levels));
            const Sequence bucket = level >= 63 ? 0 : *as_of_ >> level;
            for (const Sequence back : {0, 1}) {
                if (bucket < back) break;
                std::string where;
                put_level(where, level, (bucket - back) << level);
                scan.add(*at_, key_of(build_, place, where), true);
            }
        }
    }
    scan.choose();
    return scan;
}

std::uint64_t Sight::count(const std::string& place, const Range& range, std::uint64_t max) const {
    std::uint64_t n = 0;
    for (Scan rows = scan(place, range); n < max && rows.valid(); rows.next()) ++n;
    return n;
}

void Scan::add(const rocks::Snapshot& at, std::string prefix, bool past) {
    const rocks::Within within{prefix + low_,
                               high_.empty() ? after_prefix(prefix) : prefix + high_};
    Source source{store_.rows().cursor(past ? family::index_past : family::index, &at, within),
                  std::move(prefix), past};
    order_ == Order::rising ? source.cursor.seek(within.low) : source.cursor.seek_to_last();
    if (settle(source)) sources_.push_back(std::move(source));
}

bool Scan::settle(Source& source) {
    const auto step = [&] {
        order_ == Order::rising ? source.cursor.next() : source.cursor.prev();
    };
    for (; source.cursor.valid(); step()) {
        std::string_view key = source.cursor.key();
        if (!key.starts_with(source.prefix)) return false;
        store_.count_read();
        const Sequence death = source.past ? died(key) : 0;
        if (source.past) key.remove_suffix(number_bytes);
        const std::string_view rest = key.substr(source.prefix.size());
        // A past key ends in a number, so the bounds of the cursor are not quite those of the
        // rests.
        if (order_ == Order::rising && !high_.empty() && rest >= high_) return false;
        if (order_ == Order::falling && rest < low_) return false;
        if (rest < low_ || (!high_.empty() && rest >= high_)) continue;
        source.born = number(source.cursor.value());
        if (as_of_ && (source.born > *as_of_ || (source.past && death <= *as_of_))) continue;
        source.rest = rest;
        return true;
    }
    return false;
}

void Scan::choose() {
    first_ = nullptr;
    for (Source& source : sources_)
        if (first_ == nullptr ||
            (order_ == Order::rising ? source.rest < first_->rest : source.rest > first_->rest))
            first_ = &source;
}

void Scan::next() {
    const bool rising = order_ == Order::rising;
    rising ? first_->cursor.next() : first_->cursor.prev();
    if (!settle(*first_)) sources_.erase(sources_.begin() + (first_ - sources_.data()));
    choose();
}

}  // namespace dossier
