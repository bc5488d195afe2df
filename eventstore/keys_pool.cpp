#include "eventstore/keys_pool.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr std::size_t key_size = sizeof(Bytes32), bits_size = pool_keys / 8;

/// "p acme" of a row's name, for people.
std::string readable(std::string_view name) {
    return std::string(name.substr(0, 1)) + ' ' + std::string(name.substr(1, name.find('\0') - 1));
}

}  // namespace

void Pool::destroy(std::int64_t number) {
    there[slot(number)] = false;
    keys[slot(number)] = {};
}

Bytes32 random_key(Random& random) {
    Bytes32 key;
    random.fill(key);
    return key;
}

Pool random_pool(Random& random) {
    Pool pool;
    pool.there.set();
    for (Bytes32& key : pool.keys) random.fill(key);
    return pool;
}

std::string bytes_of(const Pool& pool) {
    std::string bytes(bits_size, '\0');
    for (std::size_t i = 0; i < pool.keys.size(); ++i)
        if (pool.there[i]) bytes[i / 8] = static_cast<char>(bytes[i / 8] | 1 << i % 8);
    for (const Bytes32& key : pool.keys) bytes += view(key);
    return bytes;
}

Pool pool_from(std::string_view bytes) {
    if (bytes.size() != bits_size + pool_keys * key_size)
        throw StoreError("keys: a pool of " + std::to_string(bytes.size()) + " bytes");
    Pool pool;
    for (std::size_t i = 0; i < pool.keys.size(); ++i) {
        pool.there[i] = bytes[i / 8] >> i % 8 & 1;
        pool.keys[i] = key_from(bytes.substr(bits_size + i * key_size, key_size));
    }
    return pool;
}

std::string wrap(const Bytes32& by, std::string_view name, std::string_view plain, Random& random) {
    return seal_aes256gcm(by, name, plain, random);
}

std::string unwrap(const Bytes32& by, std::string_view name, std::string_view wrapped) {
    std::optional<std::string> plain = open_aes256gcm(by, name, wrapped);
    if (!plain)
        throw StoreError("keys: the row " + readable(name) +
                         " was changed, or wrapped by another key");
    return *std::move(plain);
}

Bytes32 key_from(std::string_view bytes) {
    if (bytes.size() != key_size)
        throw StoreError("keys: a key of " + std::to_string(bytes.size()) + " bytes");
    Bytes32 key;
    std::transform(bytes.begin(), bytes.end(), key.begin(),
                   [](char byte) { return static_cast<std::byte>(byte); });
    return key;
}

}  // namespace dossier
