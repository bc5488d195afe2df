// Published vectors: FIPS 180-4, RFC 4231, the GCM specification's cases 13 to 16, RFC 8032, RFC
// 4648.
#include "base/crypto.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace dossier;

namespace {

std::string unhex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return bytes;
}

/// A shorter one is filled up with zeros, which is what HMAC does with a short key.
Bytes32 bytes32(std::string_view bytes) {
    Bytes32 made{};
    std::transform(bytes.begin(), bytes.end(), made.begin(),
                   [](char c) { return static_cast<std::byte>(c); });
    return made;
}

class Fixed final : public Random {
public:
    explicit Fixed(std::string bytes) : bytes_(std::move(bytes)) {}
    void fill(std::span<std::byte> to) override {
        REQUIRE(to.size() == bytes_.size());
        std::transform(bytes_.begin(), bytes_.end(), to.begin(),
                       [](char c) { return static_cast<std::byte>(c); });
    }

private:
    std::string bytes_;
};

}  // namespace

TEST_CASE("SHA-256 is SHA-256") {
    CHECK(to_hex(view(sha256(""))) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(view(sha256("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(view(sha256(std::string(1'000'000, 'a')))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("HMAC-SHA-256 is RFC 4231's") {
    CHECK(to_hex(view(hmac_sha256(bytes32(std::string(20, '\x0b')), "Hi There"))) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(to_hex(view(hmac_sha256(bytes32("Jefe"), "what do ya want for nothing?"))) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(to_hex(view(hmac_sha256(bytes32(std::string(20, '\xaa')), std::string(50, '\xdd')))) ==
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
}

TEST_CASE("a sealed text is nonce and AES-256-GCM and tag") {
    Fixed zeros(std::string(12, '\0'));
    const Bytes32 zero{};
    CHECK(to_hex(seal_aes256gcm(zero, "", "", zeros)) ==
          "000000000000000000000000530f8afbc74536b9a963b4f1c4cb738b");
    CHECK(
        to_hex(seal_aes256gcm(zero, "", std::string(16, '\0'), zeros)) ==
        "000000000000000000000000cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");

    Fixed nonce(unhex("cafebabefacedbaddecaf888"));
    const Bytes32 key =
        bytes32(unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
    const std::string aad = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const std::string plain = unhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    const std::string sealed = seal_aes256gcm(key, aad, plain, nonce);
    CHECK(to_hex(sealed) ==
          "cafebabefacedbaddecaf888"
          "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
          "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
          "76fc6ece0f4e1768cddf8853bb2d551b");
    CHECK(open_aes256gcm(key, aad, sealed) == plain);
}

TEST_CASE("a sealed text that was touched or belongs elsewhere does not open") {
    SeededRandom random(7);
    const Bytes32 key = sha256("key");
    const std::string sealed = seal_aes256gcm(key, "acme/17", "Kim", random);
    REQUIRE(open_aes256gcm(key, "acme/17", sealed) == "Kim");
    CHECK_FALSE(open_aes256gcm(key, "acme/18", sealed));
    CHECK_FALSE(open_aes256gcm(sha256("other"), "acme/17", sealed));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string touched = sealed;
        touched[i] ^= 1;
        CHECK_FALSE(open_aes256gcm(key, "acme/17", touched));
        CHECK_FALSE(open_aes256gcm(key, "acme/17", sealed.substr(0, i)));
    }
    CHECK(open_aes256gcm(key, "", seal_aes256gcm(key, "", "", random)) == "");
}

TEST_CASE("Ed25519 is RFC 8032's") {
    struct Vector {
        const char *seed, *public_key, *message, *signature;
    };
    for (const Vector& vector :
         {Vector{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                 "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                 "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
          Vector{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"}}) {
        const Bytes32 seed = bytes32(unhex(vector.seed)), key = ed25519_public(seed);
        const std::string message = unhex(vector.message), signature = unhex(vector.signature);
        CHECK(to_hex(view(key)) == vector.public_key);
        CHECK(to_hex(ed25519_sign(seed, message)) == vector.signature);
        CHECK(ed25519_verify(key, message, signature));
        CHECK_FALSE(ed25519_verify(key, message + "x", signature));
        CHECK_FALSE(ed25519_verify(key, message, signature.substr(1)));
        CHECK_FALSE(ed25519_verify(seed, message, signature));
    }
}

TEST_CASE("base64 has one text for one run of bytes") {
    const std::string foobar = "foobar";
    const char* padded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (std::size_t n = 0; n <= foobar.size(); ++n) {
        CHECK(to_base64(foobar.substr(0, n)) == padded[n]);
        CHECK(from_base64(padded[n]) == foobar.substr(0, n));
        CHECK(from_base64url(to_base64url(foobar.substr(0, n))) == foobar.substr(0, n));
    }
    CHECK(to_base64("\xfb\xff") == "+/8=");
    CHECK(to_base64url("\xfb\xff") == "-_8");
    CHECK(to_base64url("f") == "Zg");
    for (const char* wrong : {"Zg", "Zg=", "Zh==", "Z===", "====", "Zg==Zg==", "Zm9v\n", "-_8="}) {
        INFO(wrong);
        CHECK_FALSE(from_base64(wrong));
    }
    for (const char* wrong : {"Zg==", "Z", "Zh", "+/8", " Zg"}) CHECK_FALSE(from_base64url(wrong));
}

TEST_CASE("keys may take turns, and what did not open spoils nothing") {
    SystemRandom random;
    const Bytes32 one = sha256("one"), other = sha256("other");
    const std::string first = seal_aes256gcm(one, "aad", "first", random),
                      second = seal_aes256gcm(one, "aad", "second", random),
                      third = seal_aes256gcm(other, "aad", "third", random);
    CHECK(open_aes256gcm(one, "aad", first) == "first");
    CHECK_FALSE(open_aes256gcm(one, "aad", third));
    CHECK(open_aes256gcm(one, "aad", second) == "second");
    CHECK(open_aes256gcm(other, "aad", third) == "third");
    CHECK_FALSE(open_aes256gcm(other, "aad", second));
    CHECK(open_aes256gcm(one, "aad", first) == "first");
    const Bytes32 sum = hmac_sha256(one, "text");
    CHECK(hmac_sha256(one, "text") == sum);
    CHECK(hmac_sha256(other, "text") != sum);
    CHECK(hmac_sha256(one, "text") == sum);
}

TEST_CASE("a passphrase becomes the key of RFC 7914") {  // §11
    CHECK(to_hex(view(pbkdf2_sha256("passwd", "salt", 1))) ==
          "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    CHECK(to_hex(view(pbkdf2_sha256("Password", "NaCl", 80'000))) ==
          "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}
