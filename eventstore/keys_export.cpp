// Keys on their way to another place, under a key made from a passphrase.
//
//     export := "dossier keys 1\n" aes256gcm{row*}      AAD the first line
//     row    := kind:byte tenant:text number:u64 secret:text      b: a blind key; p: a pool
//     text   := length:u32 byte*                        all numbers big-endian
#include "base/big_endian.hpp"
#include "eventstore/keys_store.hpp"

#include <map>

namespace dossier {
namespace {

constexpr std::string_view headline = "dossier keys 1\n";
constexpr char blind_kind = 'b', tenant_kind = 't', pool_kind = 'p';

void put_text(std::string& to, std::string_view text) {
    put(to, static_cast<std::uint32_t>(text.size()));
    to += text;
}

class Reader {
public:
    explicit Reader(std::string_view from) : from_(from) {}
    bool done() const { return from_.empty(); }
    std::string_view take(std::size_t n) {
        if (n > from_.size()) throw StoreError("keys: the export ends early");
        const std::string_view taken = from_.substr(0, n);
        from_.remove_prefix(n);
        return taken;
    }
    template <class N>
    N number() {
        return get<N>(take(sizeof(N)));
    }
    std::string_view text() { return take(number<std::uint32_t>()); }

private:
    std::string_view from_;
};

std::int64_t number_of_row(std::string_view name) {
    return static_cast<std::int64_t>(
        get<std::uint64_t>(name.substr(name.size() - sizeof(std::uint64_t))));
}

bool agree(const Pool& ours, const Pool& theirs) {
    const auto both = ours.there & theirs.there;
    for (std::size_t i = 0; i < ours.keys.size(); ++i)
        if (both[i] && ours.keys[i] != theirs.keys[i]) return false;
    return true;
}

}  // namespace

std::vector<KeyRow> KeyStore::rows_of(char kind) const {
    return rows_->range(std::string(1, kind), std::string(1, static_cast<char>(kind + 1)));
}

std::string KeyStore::export_all(const Bytes32& passphrase_key) const {
    const std::unique_lock lock(mutex_);
    std::string rows;
    const auto add = [&](char kind, std::string_view name, std::string_view secret) {
        rows.push_back(kind);
        put_text(rows, tenant_of_row(name));
        put(rows, static_cast<std::uint64_t>(number_of_row(name)));
        put_text(rows, secret);
    };
    for (const KeyRow& row : rows_of(blind_kind))
        add(blind_kind, row.key, unwrap(root_, row.key, row.value));
    for (const KeyRow& row : rows_of(pool_kind))
        add(pool_kind, row.key, bytes_of(*pool(tenant_of_row(row.key), number_of_row(row.key))));
    return std::string(headline) + seal_aes256gcm(passphrase_key, headline, rows, random_);
}

void KeyStore::import_all(std::string_view exported, const Bytes32& passphrase_key) {
    if (!exported.starts_with(headline)) throw StoreError("keys: this is no export of keys");
    const std::optional<std::string> plain =
        open_aes256gcm(passphrase_key, headline, exported.substr(headline.size()));
    if (!plain) throw StoreError("keys: exported under another passphrase, or changed since");

    const std::unique_lock lock(mutex_);
    std::vector<KeyRow> rows;
    std::map<std::string, Bytes32> fresh;  // tenant keys made here, by the row's name
    const auto wrapping = [&](std::string_view tenant, std::int64_t group) {
        const std::string name =
            key_row_name(tenant_kind, tenant, static_cast<std::uint64_t>(group));
        if (const auto held = tenant_key(tenant, group)) return *held;
        const auto [made, is_new] = fresh.try_emplace(name);
        if (is_new) {
            made->second = random_key(random_);
            rows.push_back({name, wrap(root_, name, view(made->second), random_)});
        }
        return made->second;
    };
    for (Reader from(*plain); !from.done();) {
        const char kind = from.take(1).front();
        const std::string tenant(from.text());
        const auto number = static_cast<std::int64_t>(from.number<std::uint64_t>());
        const std::string_view secret = from.text();
        const std::string name = key_row_name(kind, tenant, static_cast<std::uint64_t>(number));
        const std::string other = "keys: " + tenant + " has other keys here, of pool " +
                                  std::to_string(number) + "; nothing was imported";
        if (kind == blind_kind) {
            const std::optional<Bytes32> held = key_row(name);
            if (held && *held != key_from(secret)) throw StoreError(other);
            if (!held) rows.push_back({name, wrap(root_, name, secret, random_)});
        } else if (kind == pool_kind) {
            const Pool theirs = pool_from(secret);
            const Pool* ours = pool(tenant, number);
            if (ours != nullptr && !agree(*ours, theirs)) throw StoreError(other);
            if (ours == nullptr)
                rows.push_back(
                    pool_row(tenant, number, theirs, wrapping(tenant, group_of(number))));
        } else {
            throw StoreError("keys: this build does not know all of the export");
        }
    }
    rows_->write(rows);
}

}  // namespace dossier
