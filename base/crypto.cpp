#include "base/crypto.hpp"

#include "base/check.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

namespace dossier {
namespace {

constexpr std::size_t nonce_size = 12, tag_size = 16, signature_size = 64;

template <auto free>
struct With {
    template <class T>
    void operator()(T* p) const {
        free(p);
    }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, With<EVP_CIPHER_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, With<EVP_MD_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, With<EVP_MAC_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, With<EVP_PKEY_free>>;

// Fetched once: looking an algorithm up by name costs more than hashing a short text with it.
const EVP_MD* sha256_algorithm() {
    static const std::unique_ptr<EVP_MD, With<EVP_MD_free>> fetched(
        EVP_MD_fetch(nullptr, "SHA256", nullptr));
    return fetched.get();
}
const EVP_CIPHER* aes256gcm() {
    static const std::unique_ptr<EVP_CIPHER, With<EVP_CIPHER_free>> fetched(
        EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    return fetched.get();
}
EVP_MAC* hmac() {
    static const std::unique_ptr<EVP_MAC, With<EVP_MAC_free>> fetched(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    return fetched.get();
}

// Per thread, and still set up for the last key: an entry's values are mostly one person's, and
// setting a key up costs more than what is sealed under it.
template <class Context>
struct Prepared {
    Context context;
    std::optional<Bytes32> key;

    /// Whether it has to be set up for this key, which it then is remembered to be.
    bool turn_to(const Bytes32& wanted) {
        DOSSIER_CHECK(context);
        if (key == wanted) return false;
        key = wanted;
        return true;
    }
};

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
const unsigned char* raw(const Bytes32& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
unsigned char* raw(Bytes32& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// OpenSSL counts in int; nothing here comes near, since an entry is 1 MiB at most.
int count(std::size_t size) {
    DOSSIER_CHECK(size <= 1u << 30);
    return static_cast<int>(size);
}

Key private_key(const Bytes32& seed) {
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()));
    DOSSIER_CHECK(key);
    return key;
}

}  // namespace

Bytes32 sha256(std::string_view bytes) {
    thread_local const DigestContext context(EVP_MD_CTX_new());
    Bytes32 sum;
    DOSSIER_CHECK(context && EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1 &&
                  EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                  EVP_DigestFinal_ex(context.get(), raw(sum), nullptr) == 1);
    return sum;
}

Bytes32 hmac_sha256(const Bytes32& key, std::string_view bytes) {
    thread_local Prepared<MacContext> prepared{MacContext(EVP_MAC_CTX_new(hmac())), {}};
    const bool anew = prepared.turn_to(key);
    EVP_MAC_CTX* const context = prepared.context.get();
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    Bytes32 sum;
    std::size_t size = 0;
    DOSSIER_CHECK(EVP_MAC_init(context, anew ? raw(key) : nullptr, anew ? key.size() : 0,
                               anew ? params : nullptr) == 1 &&
                  EVP_MAC_update(context, raw(bytes), bytes.size()) == 1 &&
                  EVP_MAC_final(context, raw(sum), &size, sum.size()) == 1 && size == sum.size());
    return sum;
}

Bytes32 pbkdf2_sha256(std::string_view words, std::string_view salt, int rounds) {
    Bytes32 key;
    DOSSIER_CHECK(PKCS5_PBKDF2_HMAC(words.data(), static_cast<int>(words.size()), raw(salt),
                                    static_cast<int>(salt.size()), rounds, sha256_algorithm(),
                                    static_cast<int>(key.size()), raw(key)) == 1);
    return key;
}

std::string seal_aes256gcm(const Bytes32& key, std::string_view aad, std::string_view plain,
                           Random& random) {
    std::string sealed(nonce_size + plain.size() + tag_size, '\0');
    random.fill({reinterpret_cast<std::byte*>(sealed.data()), nonce_size});
    thread_local Prepared<CipherContext> prepared{CipherContext(EVP_CIPHER_CTX_new()), {}};
    const bool anew = prepared.turn_to(key);
    EVP_CIPHER_CTX* const context = prepared.context.get();
    unsigned char* const out = raw(sealed) + nonce_size;
    int n = 0, last = 0;
    DOSSIER_CHECK(
        EVP_EncryptInit_ex2(context, anew ? aes256gcm() : nullptr, anew ? raw(key) : nullptr,
                            raw(sealed), nullptr) == 1 &&
        EVP_EncryptUpdate(context, nullptr, &n, raw(aad), count(aad.size())) == 1 &&
        EVP_EncryptUpdate(context, out, &n, raw(plain), count(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context, out + n, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, tag_size, out + plain.size()) == 1);
    return sealed;
}

std::optional<std::string> open_aes256gcm(const Bytes32& key, std::string_view aad,
                                          std::string_view sealed) {
    if (sealed.size() < nonce_size + tag_size) return {};
    const std::string_view cipher =
        sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    std::string tag(sealed.substr(sealed.size() - tag_size));
    std::string plain(cipher.size() + 1, '\0');  // never empty, so that there is where to write
    thread_local Prepared<CipherContext> prepared{CipherContext(EVP_CIPHER_CTX_new()), {}};
    const bool anew = prepared.turn_to(key);
    EVP_CIPHER_CTX* const context = prepared.context.get();
    int n = 0, last = 0;
    DOSSIER_CHECK(EVP_DecryptInit_ex2(context, anew ? aes256gcm() : nullptr,
                                      anew ? raw(key) : nullptr, raw(sealed), nullptr) == 1 &&
                  EVP_DecryptUpdate(context, nullptr, &n, raw(aad), count(aad.size())) == 1 &&
                  EVP_DecryptUpdate(context, raw(plain), &n, raw(cipher), count(cipher.size())) ==
                      1 &&
                  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, tag_size, raw(tag)) == 1);
    if (EVP_DecryptFinal_ex(context, raw(plain) + n, &last) != 1) return {};
    plain.resize(cipher.size());
    return plain;
}

Bytes32 ed25519_public(const Bytes32& seed) {
    const Key key = private_key(seed);
    Bytes32 made;
    std::size_t size = made.size();
    DOSSIER_CHECK(EVP_PKEY_get_raw_public_key(key.get(), raw(made), &size) == 1 &&
                  size == made.size());
    return made;
}

std::string ed25519_sign(const Bytes32& seed, std::string_view message) {
    const Key key = private_key(seed);
    const DigestContext context(EVP_MD_CTX_new());
    std::string signature(signature_size, '\0');
    std::size_t size = signature.size();
    DOSSIER_CHECK(
        context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), raw(signature), &size, raw(message), message.size()) == 1 &&
        size == signature_size);
    return signature;
}

bool ed25519_verify(const Bytes32& public_key, std::string_view message,
                    std::string_view signature) {
    if (signature.size() != signature_size) return false;
    const Key key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size()));
    const DigestContext context(EVP_MD_CTX_new());
    return key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message),
                            message.size()) == 1;
}

}  // namespace dossier
