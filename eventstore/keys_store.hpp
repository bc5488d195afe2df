#pragma once
// The one implementation of Keys, over whatever keeps its rows.
#include "eventstore/keys.hpp"
#include "eventstore/keys_pool.hpp"
#include "eventstore/keys_rows.hpp"

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace dossier {

/// Takes its bytes in bulk: a nonce of 12 bytes is not worth a call of the operating system.
class BufferedRandom final : public Random {
public:
    explicit BufferedRandom(Random& from) : from_(from) {}
    void fill(std::span<std::byte>) override;  // any thread

private:
    Random& from_;
    std::mutex mutex_;
    std::array<std::byte, 4096> bytes_;
    std::size_t used_ = sizeof bytes_;
};

class KeyStore final : public Keys {
public:
    /// Throws StoreError when the rows are wrapped by another root key.
    KeyStore(std::unique_ptr<KeyRows>, const Bytes32& root_key, Random&);

    void ensure(std::string_view tenant, std::int64_t key) override;
    bool has(std::string_view tenant, std::int64_t key) const override {
        return data_key(tenant, key).has_value();
    }
    Box seal(std::string_view tenant, std::int64_t key, std::string_view plain) override;
    std::optional<std::string> open(std::string_view tenant, const Box&) const override;
    void destroy(std::string_view tenant, std::int64_t key) override;
    Bytes32 blind(std::string_view tenant, std::string_view value) override;
    std::string export_all(const Bytes32& passphrase_key) const override;
    void import_all(std::string_view exported, const Bytes32& passphrase_key) override;

private:
    // Rows by name, unwrapped; null or nothing when there is no such row. Under the lock.
    const Pool* pool(std::string_view tenant, std::int64_t number) const;
    std::optional<Bytes32> key_row(std::string_view name) const;
    std::optional<Bytes32> tenant_key(std::string_view tenant, std::int64_t group) const;
    std::optional<Bytes32> data_key(std::string_view tenant, std::int64_t key) const;
    Bytes32 blind_key(std::string_view tenant);
    KeyRow pool_row(std::string_view tenant, std::int64_t number, const Pool&,
                    const Bytes32& tenant_key);
    std::vector<KeyRow> rows_of(char kind) const;
    void prove_root();
    void forget_overwritten() const;

    mutable BufferedRandom random_;
    std::unique_ptr<KeyRows> rows_;
    const Bytes32 root_;
    mutable std::shared_mutex mutex_;
    // What was unwrapped, by the row's name; bounded, and a miss costs one read.
    mutable std::unordered_map<std::string, Pool> pools_;
    mutable std::unordered_map<std::string, Bytes32> blind_keys_;
    mutable std::atomic<std::uint64_t> overwritten_ = 0;  // when the pools were unwrapped
};

}  // namespace dossier
