#include "eventstore/overlay.hpp"

namespace dossier {
namespace {

/// The rows below, with those of `own` in their places; a null value hides the one below.
template <class Own, class Value>
void merge(const Own& own, const Rows& below, std::string_view prefix, const Value& value,
           const Rows::Visit& visit) {
    auto mine = own.lower_bound(prefix);
    bool more = true;
    const auto mine_is_there = [&] { return mine != own.end() && mine->first.starts_with(prefix); };
    const auto emit_mine = [&] {
        if (const std::optional<std::string>& it = value(mine->second))
            more = visit(mine->first, *it);
        ++mine;
    };
    below.scan(prefix, [&](std::string_view key, std::string_view theirs) {
        while (more && mine_is_there() && mine->first < key) emit_mine();
        if (!more) return false;
        if (mine_is_there() && mine->first == key)
            emit_mine();
        else
            more = visit(key, theirs);
        return more;
    });
    while (more && mine_is_there()) emit_mine();
}

}  // namespace

std::optional<std::string> Layer::get(std::string_view key) const {
    const auto own = changes_.find(key);
    return own == changes_.end() ? below_.get(key) : own->second;
}

void Layer::scan(std::string_view prefix, const Visit& visit) const {
    merge(
        changes_, below_, prefix, [](const auto& own) -> const auto& { return own; }, visit);
}

std::optional<std::string> Overlay::get(std::string_view key) const {
    const auto own = rows_.find(key);
    return own == rows_.end() ? below_.get(key) : own->second.value;
}

void Overlay::scan(std::string_view prefix, const Visit& visit) const {
    merge(
        rows_, below_, prefix, [](const Row& own) -> const auto& { return own.value; }, visit);
}

void Overlay::add(const Layer::Changes& changes, Generation generation) {
    for (const auto& [key, value] : changes) {
        const auto [row, fresh] = rows_.try_emplace(key, Row{value, generation});
        if (fresh || row->second.generation != generation) changed_.push_back(key);
        if (!fresh) row->second = {value, generation};
    }
}

std::vector<RowChange> Overlay::close(Generation generation) {
    std::vector<RowChange> changes;
    changes.reserve(changed_.size());
    for (const std::string& key : changed_) changes.push_back({key, rows_.find(key)->second.value});
    closed_.push_back({generation, std::move(changed_)});
    changed_.clear();
    return changes;
}

void Overlay::settle(Generation settled) {
    for (; !closed_.empty() && closed_.front().generation <= settled; closed_.pop_front())
        for (const std::string& key : closed_.front().keys) {
            const auto row = rows_.find(key);
            if (row != rows_.end() && row->second.generation <= settled) rows_.erase(row);
        }
}

}  // namespace dossier
