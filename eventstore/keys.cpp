#include "eventstore/keys.hpp"

#include "base/check.hpp"
#include "eventstore/keys_store.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr char box_format = 1;
constexpr char proof_kind = 'r', blind_kind = 'b', tenant_kind = 't', pool_kind = 'p';
constexpr std::size_t pools_cached_max = 1024, blind_keys_cached_max = 4096;  // 8 MiB, 0.3 MiB

std::string aad_of(std::string_view tenant, std::int64_t key) {
    return std::string(tenant) + '/' + std::to_string(key);
}

std::string name_of(char kind, std::string_view tenant, std::int64_t number) {
    return key_row_name(kind, tenant, static_cast<std::uint64_t>(number));
}

template <class Map>
auto& remember(Map& cache, std::size_t entries_max, const std::string& name,
               typename Map::mapped_type value) {
    if (cache.size() >= entries_max) cache.erase(cache.begin());
    return cache.insert_or_assign(name, std::move(value)).first->second;
}

}  // namespace

void BufferedRandom::fill(std::span<std::byte> to) {
    const std::lock_guard lock(mutex_);
    if (to.size() > bytes_.size()) return from_.fill(to);
    if (to.size() > bytes_.size() - used_) {
        from_.fill(bytes_);
        used_ = 0;
    }
    const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(used_);
    std::copy_n(from, to.size(), to.begin());
    std::fill_n(from, to.size(), std::byte{});  // nobody reads it again
    used_ += to.size();
}

KeyStore::KeyStore(std::unique_ptr<KeyRows> rows, const Bytes32& root_key, Random& random)
    : random_(random), rows_(std::move(rows)), root_(root_key) {
    prove_root();
}

void KeyStore::prove_root() {
    const std::string name = name_of(proof_kind, "", 0);
    if (const auto proof = rows_->get(name)) {
        if (!open_aes256gcm(root_, name, *proof))
            throw StoreError("keys: wrapped by another root key than this");
        return;
    }
    rows_->write({{name, wrap(root_, name, "dossier", random_)}});
    prove_root();
}

/// Another process may have destroyed a key that is held here.
void KeyStore::forget_overwritten() const {
    const std::uint64_t now = rows_->overwritten();
    if (now == overwritten_) return;
    const std::unique_lock lock(mutex_);
    pools_.clear();
    overwritten_ = now;
}

// ---- Using keys ------------------------------------------------------------------------------

Box KeyStore::seal(std::string_view tenant, std::int64_t key, std::string_view plain) {
    const std::optional<Bytes32> secret = data_key(tenant, key);
    if (!secret) throw StoreError("keys: " + aad_of(tenant, key) + " was destroyed, or never made");
    std::string bytes(1, box_format);
    bytes += seal_aes256gcm(*secret, aad_of(tenant, key), plain, random_);
    return {key, to_base64(bytes)};
}

std::optional<std::string> KeyStore::open(std::string_view tenant, const Box& box) const {
    const std::optional<std::string> bytes = from_base64(box.text);
    if (!bytes || bytes->empty() || bytes->front() != box_format || box.key < 0) return {};
    const std::optional<Bytes32> secret = data_key(tenant, box.key);
    if (!secret) return {};
    return open_aes256gcm(*secret, aad_of(tenant, box.key), std::string_view(*bytes).substr(1));
}

Bytes32 KeyStore::blind(std::string_view tenant, std::string_view value) {
    return hmac_sha256(blind_key(tenant), value);
}

// ---- Making and destroying them --------------------------------------------------------------

void KeyStore::ensure(std::string_view tenant, std::int64_t key) {
    DOSSIER_CHECK(key >= 0);
    const std::int64_t number = pool_of(key), group = group_of(number);
    const std::string name = name_of(pool_kind, tenant, number);
    {
        const std::shared_lock lock(mutex_);
        if (pools_.contains(name)) return;
    }
    const std::unique_lock lock(mutex_);
    if (pool(tenant, number) != nullptr) return;
    if (!tenant_key(tenant, group)) {
        const std::string row = name_of(tenant_kind, tenant, group);
        rows_->write({{row, wrap(root_, row, view(random_key(random_)), random_)}});
    }
    // Of two processes that begin a group or a pool at once, one finds what the other has made.
    const std::optional<Bytes32> wrapping = tenant_key(tenant, group);
    DOSSIER_CHECK(wrapping);
    rows_->write({pool_row(tenant, number, random_pool(random_), *wrapping)});
    DOSSIER_CHECK(pool(tenant, number) != nullptr);
}

/// The survivors of the group move to a new tenant key; the old one goes with the key.
void KeyStore::destroy(std::string_view tenant, std::int64_t key) {
    DOSSIER_CHECK(key >= 0);
    const std::unique_lock lock(mutex_);
    const Pool* held = pool(tenant, pool_of(key));
    if (held == nullptr || !held->has(key)) return;

    const std::int64_t group = group_of(pool_of(key));
    const Bytes32 fresh = random_key(random_);
    const std::string group_row = name_of(tenant_kind, tenant, group);
    std::vector<KeyRow> rows = {{group_row, wrap(root_, group_row, view(fresh), random_)}};
    for (std::int64_t i = group * group_pools; i < (group + 1) * group_pools; ++i) {
        const Pool* survivors = pool(tenant, i);
        if (survivors == nullptr) continue;
        Pool moved = *survivors;
        if (i == pool_of(key)) moved.destroy(key);
        rows.push_back(pool_row(tenant, i, moved, fresh));
    }
    rows_->write(rows);
    pools_.erase(name_of(pool_kind, tenant, pool_of(key)));
    rows_->purge();
}

// ---- Rows ------------------------------------------------------------------------------------

std::optional<Bytes32> KeyStore::data_key(std::string_view tenant, std::int64_t key) const {
    const std::string name = name_of(pool_kind, tenant, pool_of(key));
    forget_overwritten();
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = pools_.find(name); found != pools_.end())
            return found->second.has(key) ? std::optional(found->second.key(key)) : std::nullopt;
    }
    const std::unique_lock lock(mutex_);
    const Pool* held = pool(tenant, pool_of(key));
    return held != nullptr && held->has(key) ? std::optional(held->key(key)) : std::nullopt;
}

const Pool* KeyStore::pool(std::string_view tenant, std::int64_t number) const {
    const std::string name = name_of(pool_kind, tenant, number);
    if (const auto found = pools_.find(name); found != pools_.end()) return &found->second;
    const std::optional<std::string> row = rows_->get(name);
    if (!row) return nullptr;
    const std::optional<Bytes32> wrapping = tenant_key(tenant, group_of(number));
    if (!wrapping) throw StoreError("keys: no tenant key for the pools of " + std::string(tenant));
    return &remember(pools_, pools_cached_max, name, pool_from(unwrap(*wrapping, name, *row)));
}

std::optional<Bytes32> KeyStore::key_row(std::string_view name) const {
    const std::optional<std::string> row = rows_->get(name);
    if (!row) return {};
    return key_from(unwrap(root_, name, *row));
}

std::optional<Bytes32> KeyStore::tenant_key(std::string_view tenant, std::int64_t group) const {
    return key_row(name_of(tenant_kind, tenant, group));
}

Bytes32 KeyStore::blind_key(std::string_view tenant) {
    const std::string name = name_of(blind_kind, tenant, 0);
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = blind_keys_.find(name); found != blind_keys_.end())
            return found->second;
    }
    const std::unique_lock lock(mutex_);
    std::optional<Bytes32> key = key_row(name);
    if (!key) {
        rows_->write({{name, wrap(root_, name, view(random_key(random_)), random_)}});
        key = key_row(name);
    }
    return remember(blind_keys_, blind_keys_cached_max, name, *key);
}

KeyRow KeyStore::pool_row(std::string_view tenant, std::int64_t number, const Pool& held,
                          const Bytes32& tenant_key) {
    const std::string name = name_of(pool_kind, tenant, number);
    return {name, wrap(tenant_key, name, bytes_of(held), random_)};
}

std::unique_ptr<Keys> open_keys(const rocks::Disk& disk, const Bytes32& root_key, Random& random) {
    return std::make_unique<KeyStore>(key_rows_on(disk), root_key, random);
}

std::unique_ptr<Keys> memory_keys(Random& random) {
    return std::make_unique<KeyStore>(key_rows_in_memory(), random_key(random), random);
}

}  // namespace dossier
