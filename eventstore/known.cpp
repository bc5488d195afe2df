#include "eventstore/known.hpp"

namespace dossier {
namespace {

constexpr std::size_t kept_max = 10'000;  // 2 MiB

}  // namespace

TenantRow Known::tenant(const std::string& slug) {
    const auto known = tenants_.find(slug);
    if (known != tenants_.end()) return known->second;
    const auto row = rows_.get(rows::tenant(slug));
    return row ? tenants_.try_emplace(slug, rows::tenant_of(*row)).first->second : TenantRow{};
}

const std::optional<std::string>& Known::kept(const std::string& row) {
    const auto known = kept_.find(row);
    if (known != kept_.end()) return known->second;
    return keep(row, rows_.get(row));
}

const std::optional<std::string>& Known::keep(const std::string& row,
                                              std::optional<std::string> value) {
    if (kept_.size() >= kept_max) kept_.clear();
    return kept_.insert_or_assign(row, std::move(value)).first->second;
}

TenantNumber Known::next_tenant() {
    if (last_tenant_ == 0)
        rows_.scan(rows::tenant(""), [&](std::string_view, std::string_view row) {
            last_tenant_ = std::max(last_tenant_, rows::tenant_of(row).number);
            return true;
        });
    return last_tenant_ + 1;
}

void Known::add(const std::string& slug, const TenantRow& tenant, const Layer::Changes& changes,
                const std::map<StreamId, LifePtr>& changed) {
    last_tenant_ = std::max(last_tenant_, tenant.number);
    tenants_[slug] = tenant;
    rows_.add(changes, generation_);
    for (const auto& [row, value] : changes)
        if (rows::is_kept(row)) keep(row, value);
    for (const auto& [id, life] : changed) {
        lives_.put(tenant.number, id, life, generation_);
        changed_lives_[rows::stream(tenant.number, id)] = life;
    }
}

Known::Changes Known::close() {
    Changes all{generation_, rows_.close(generation_), std::move(changed_lives_)};
    changed_lives_.clear();
    ++generation_;
    return all;
}

void Known::settle(Generation settled) {
    rows_.settle(settled);
    lives_.settle(settled);
}

std::vector<StreamId> Known::streams(TenantNumber tenant) const {
    const std::string prefix = rows::streams(tenant);
    std::set<StreamId> all = lives_.unsettled(prefix);
    rows_.scan(prefix, [&](std::string_view key, std::string_view) {
        all.insert(rows::stream_of(key.substr(prefix.size())));
        return true;
    });
    return {all.begin(), all.end()};
}

// ---- Timers ----------------------------------------------------------------------------------

void Known::look_for_timers() {
    rows_.scan(rows::tenant(""), [&](std::string_view key, std::string_view row) {
        const std::string slug(key.substr(1));
        if (const auto first = first_due(rows::tenant_of(row).number)) expect_due(slug, first->due);
        return true;
    });
}

std::optional<DueTimer> Known::first_due(TenantNumber tenant) const {
    std::optional<DueTimer> first;
    rows_.scan(rows::all_due(tenant), [&](std::string_view key, std::string_view) {
        first = rows::due_of(key);
        return false;
    });
    return first;
}

std::optional<DueTimer> Known::due_by(const std::string& slug, Timestamp now) {
    const auto expected = next_due_.find(slug);
    if (expected == next_due_.end() || expected->second > now) return {};
    const auto first = first_due(tenant(slug).number);
    if (first)
        expected->second = first->due;
    else
        next_due_.erase(expected);
    return first && first->due <= now ? first : std::nullopt;
}

std::vector<std::string> Known::tenants_due_by(Timestamp now) const {
    std::vector<std::string> all;
    for (const auto& [slug, due] : next_due_)
        if (due <= now) all.push_back(slug);
    return all;
}

void Known::expect_due(const std::string& slug, Timestamp due) {
    const auto [expected, fresh] = next_due_.try_emplace(slug, due);
    if (!fresh) expected->second = std::min(expected->second, due);
}

}  // namespace dossier
