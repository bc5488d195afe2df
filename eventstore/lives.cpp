#include "eventstore/lives.hpp"

#include "base/big_endian.hpp"
#include "domain/catalog.hpp"

namespace dossier {
namespace {

std::uint64_t fingerprint_of(const Aggregate& aggregate) {
    static const auto table = [] {
        std::unordered_map<const Aggregate*, std::uint64_t> all;
        for (const Aggregate* each : all_aggregates()) all[each] = fingerprint(*each->state);
        return all;
    }();
    return table.at(&aggregate);
}

}  // namespace

std::string description_rows(const Aggregate& aggregate) {
    return rows::about("as/" + std::string(aggregate.name) + '/');
}
std::string description_row(const Aggregate& aggregate, std::uint64_t fingerprint) {
    std::string key = description_rows(aggregate);
    put(key, fingerprint);
    return key;
}

std::string encoded(const Life& life) {
    std::string value;
    put(value, static_cast<std::uint64_t>(life.version));
    put(value, fingerprint_of(*life.aggregate));
    return value.append(encode(*life.aggregate->state, life.state.get()));
}

LifePtr Lives::find(TenantNumber tenant, const StreamId& id) {
    if (tenant == 0 || !is_stream_id(id.text)) return {};
    std::string row = rows::stream(tenant, id);
    if (const auto slot = slots_.find(row); slot != slots_.end()) {
        used_.splice(used_.begin(), used_, slot->second.used);
        return slot->second.life;
    }
    LifePtr life = load(row, id);
    if (life) keep(std::move(row), life, 0);
    return life;
}

void Lives::put(TenantNumber tenant, const StreamId& id, LifePtr life, Generation generation) {
    keep(rows::stream(tenant, id), std::move(life), generation);
}

void Lives::keep(std::string row, LifePtr life, Generation generation) {
    const auto known = slots_.find(row);
    if (known != slots_.end()) {
        known->second.life = std::move(life);
        known->second.generation = generation;
        used_.splice(used_.begin(), used_, known->second.used);
        return;
    }
    used_.push_front(row);
    slots_.emplace(std::move(row), Slot{std::move(life), generation, used_.begin()});
}

void Lives::settle(Generation settled) {
    settled_ = settled;
    for (auto at = used_.end(); slots_.size() > lives_max_ && at != used_.begin();) {
        const auto slot = slots_.find(*--at);
        if (slot->second.generation > settled_) continue;  // nowhere else yet
        slots_.erase(slot);
        at = used_.erase(at);
    }
}

std::set<StreamId> Lives::unsettled(std::string_view prefix) const {
    std::set<StreamId> all;
    for (const auto& [row, slot] : slots_)
        if (slot.generation > settled_ && row.starts_with(prefix))
            all.insert(rows::stream_of(std::string_view(row).substr(prefix.size())));
    return all;
}

LifePtr Lives::load(const std::string& row, const StreamId& id) {
    const Aggregate* aggregate = aggregate_named(aggregate_of(id));
    const auto value = aggregate ? state_.get(row) : std::nullopt;
    if (!value) return {};
    auto life = std::make_shared<Life>(Life{aggregate, Object(*aggregate->state)});
    life->version = static_cast<std::int64_t>(dossier::get<std::uint64_t>(*value));
    const auto writer = dossier::get<std::uint64_t>(std::string_view(*value).substr(8));
    decoder(*aggregate, writer).decode(life->state.get(), std::string_view(*value).substr(16));
    return life;
}

const Decoder& Lives::decoder(const Aggregate& aggregate, std::uint64_t fingerprint) {
    const std::string row = description_row(aggregate, fingerprint);
    const auto known = decoders_.find(row);
    if (known != decoders_.end()) return known->second;
    const auto description = state_.get(row);
    if (!description)
        throw StoreError("the state has rows of " + std::string(aggregate.name) +
                         " that nobody described: remove it, it will be folded anew");
    return decoders_.try_emplace(row, *aggregate.state, *description).first->second;
}

}  // namespace dossier
