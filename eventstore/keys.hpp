#pragma once
// The key store: whose data can be opened. Its own small database, never in the journal and never
// in a backup of it; destroying a key is how a person is forgotten.
//
//     root key     32 bytes, a file with owner-only rights or the environment
//     tenant key   one for every 64 pools, wrapped by the root key; a new epoch, and the old one
//                  overwritten, whenever a data key is destroyed
//     pool         256 data keys by number, wrapped by the tenant key; durable before its first use
//     blind key    of look-ups by HMAC; another one, and it survives every epoch
#include "base/crypto.hpp"
#include "schema/personal.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

namespace rocks {
struct Disk;
}

/// Any thread. Which key is whose, the journal says (`keys` of an entry); this only keeps them.
class Keys {
public:
    virtual ~Keys() = default;

    /// Makes sure that the pool of this key is durable; cheap when it is. Throws StoreError; where
    /// keys are shared, TermEnded when it is not known whether they were kept: decide again.
    virtual void ensure(std::string_view tenant, std::int64_t key) = 0;

    /// False when it was destroyed, or nobody made sure of it.
    virtual bool has(std::string_view tenant, std::int64_t key) const = 0;

    /// base64 of {format 1, nonce 12, ciphertext, tag 16}; AAD is the tenant and the key's number,
    /// "acme/17". Throws StoreError when the key was destroyed, or nobody made sure of it.
    virtual Box seal(std::string_view tenant, std::int64_t key, std::string_view plain) = 0;

    /// Nothing when the key was destroyed, or the box was made for another tenant or key.
    virtual std::optional<std::string> open(std::string_view tenant, const Box&) const = 0;

    /// The key is gone from everything this store keeps when it returns. Throws StoreError.
    virtual void destroy(std::string_view tenant, std::int64_t key) = 0;

    /// HMAC-SHA-256 under the tenant's blind key: for digests and exact look-ups.
    virtual Bytes32 blind(std::string_view tenant, std::string_view value) = 0;

    /// Everything, wrapped under `passphrase_key` instead of the root key; for `keys export`.
    virtual std::string export_all(const Bytes32& passphrase_key) const = 0;
    /// Adds the pools that are not there yet, all or none; what was destroyed here stays so. Throws
    /// StoreError when it was exported under another key, or this store has other keys by a number.
    virtual void import_all(std::string_view exported, const Bytes32& passphrase_key) = 0;
};

/// A secret in a file of its own, base64, which it makes with owner-only rights when it is not
/// there. Throws StoreError when others may read the file.
Bytes32 secret_file(const std::filesystem::path& file, Random&);

/// Reads it from the environment `name` (base64), from the file that `name`_FILE names (a container's
/// secret: who may read it is the container's business), else from its secret_file().
Bytes32 secret(const std::string& name, const std::filesystem::path& file, Random&);

/// The secret DOSSIER_ROOT_KEY.
Bytes32 root_key(const std::filesystem::path& file, Random&);
/// Where it is said: "DOSSIER_ROOT_KEY", or the path of the file that is read.
std::string root_key_place(const std::filesystem::path& file);

std::unique_ptr<Keys> open_keys(const rocks::Disk&, const Bytes32& root_key, Random&);
std::unique_ptr<Keys> memory_keys(Random&);

}  // namespace dossier
