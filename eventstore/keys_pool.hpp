#pragma once
// What is in a row of the key store, and what it is wrapped by.
//
//     wrapped      := aes256gcm{nonce ciphertext tag}, under the key above it; AAD the row's name
//     proof row    := wrapped by the root key of "dossier"      says whether a root key is the
//     right one blind row    := wrapped by the root key of key:byte{32} tenant row   := wrapped by
//     the root key of key:byte{32}   one for each group of 64 pools pool row     := wrapped by the
//     tenant key of pool pool         := there:byte{32} key:byte{32}{256}          a bit and a key
//     for each number
#include "base/crypto.hpp"

#include <bitset>
#include <vector>

namespace dossier {

constexpr std::int64_t pool_keys = 256, group_pools = 64;

constexpr std::int64_t pool_of(std::int64_t key) { return key / pool_keys; }
constexpr std::int64_t group_of(std::int64_t pool) { return pool / group_pools; }

struct Pool {
    std::bitset<pool_keys> there;  // not there: destroyed
    std::vector<Bytes32> keys = std::vector<Bytes32>(pool_keys);

    bool has(std::int64_t key) const { return there[slot(key)]; }
    const Bytes32& key(std::int64_t key) const { return keys[slot(key)]; }
    void destroy(std::int64_t key);
    bool operator==(const Pool&) const = default;

    static std::size_t slot(std::int64_t key) { return static_cast<std::size_t>(key % pool_keys); }
};

Bytes32 random_key(Random&);
Pool random_pool(Random&);

std::string bytes_of(const Pool&);
/// Throws StoreError when these bytes are no pool.
Pool pool_from(std::string_view bytes);

std::string wrap(const Bytes32& by, std::string_view name, std::string_view plain, Random&);
/// Throws StoreError naming the row when it was wrapped by another key.
std::string unwrap(const Bytes32& by, std::string_view name, std::string_view wrapped);
Bytes32 key_from(std::string_view bytes);

}  // namespace dossier
