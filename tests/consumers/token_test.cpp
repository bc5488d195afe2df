#include "consumers/token.hpp"

#include "base/error.hpp"
#include "base/random.hpp"
#include "tests/support/uuid.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <random>

using namespace dossier;
using namespace std::chrono_literals;
using dossier::test::kim;

namespace {

constexpr Timestamp noon{1'711'540'800'000'000};

Bytes32 seed_of(unsigned char n) {
    Bytes32 seed;
    seed.fill(std::byte{n});
    return seed;
}

struct Desk {
    VirtualClock clock{noon};
    Bytes32 seed = seed_of(7);
    Tokens tokens{seed, clock};
    Claims claims{"acme", kim, noon, noon + 1h};
    std::string good = tokens.sign(claims);

    /// A token of these two texts, signed with the right key.
    std::string made_of(std::string_view header, std::string_view body) const {
        const std::string both = to_base64url(header) + "." + to_base64url(body);
        return both + "." + to_base64url(ed25519_sign(seed, both));
    }
    std::string part(int which) const {
        const std::size_t first = good.find('.'), last = good.rfind('.');
        const std::string coded =
            which == 0 ? good.substr(0, first) : good.substr(first + 1, last - first - 1);
        return *from_base64url(coded);
    }
    std::string header() const { return part(0); }
    std::string body() const { return part(1); }
    bool takes(const std::string& token) { return tokens.verify(token).claims.has_value(); }
};

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a token says who asks, for as long as it is valid") {
    Desk desk;
    const VerifiedToken verified = desk.tokens.verify(desk.good);
    REQUIRE(verified.claims);
    CHECK(verified.claims->tenant == "acme");
    CHECK(verified.claims->user == kim);
    desk.clock.set(noon + 59min);
    CHECK(desk.takes(desk.good));
    desk.clock.set(noon + 1h);
    CHECK_FALSE(desk.takes(desk.good));
    desk.clock.set({noon.us - 1});
    CHECK_FALSE(desk.takes(desk.good));
    CHECK(desk.takes(desk.made_of(desk.header(), desk.body())) == false);
}

TEST_CASE("the token's header names the key and may say nothing else of the signature") {
    Desk desk;
    CHECK(desk.takes(desk.made_of(desk.header(), desk.body())));
    for (const char* more :
         {R"("jku":"https://evil.example/keys")", R"("x5u":"https://e.example")",
          R"("jwk":{"kty":"OKP"})", R"("crit":["b64"])", R"("b64":false)", R"("alg":"EdDSA")"}) {
        INFO(more);
        CHECK_FALSE(desk.takes(
            desk.made_of(with(desk.header(), "{", "{" + std::string(more) + ","), desk.body())));
    }
    for (const char* alg : {"none", "None", "HS256", "ES256", "Ed25519", "eddsa", ""}) {
        INFO(alg);
        CHECK_FALSE(desk.takes(desk.made_of(with(desk.header(), "EdDSA", alg), desk.body())));
    }
    CHECK_FALSE(desk.takes(desk.made_of(with(desk.header(), "at+jwt", "jwt"), desk.body())));
    CHECK_FALSE(desk.takes(desk.made_of(R"({"alg":"EdDSA","typ":"at+jwt"})", desk.body())));
    CHECK_FALSE(desk.takes(
        desk.made_of(R"({"alg":"EdDSA","typ":"at+jwt","kid":"0000000000000000"})", desk.body())));
}

TEST_CASE("a token without a signature, or with another's, is none") {
    Desk desk;
    const std::string unsigned_part = desk.good.substr(0, desk.good.rfind('.') + 1);
    CHECK_FALSE(desk.takes(unsigned_part));
    CHECK_FALSE(desk.takes(unsigned_part + to_base64url(std::string(64, '\0'))));
    const std::string none =
        to_base64url(with(desk.header(), "EdDSA", "none")) + "." + to_base64url(desk.body()) + ".";
    CHECK_FALSE(desk.takes(none));
    const Tokens others(seed_of(8), desk.clock);
    CHECK_FALSE(desk.takes(others.sign(desk.claims)));
}

TEST_CASE("every claim that a token needs is needed") {
    Desk desk;
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {R"("iss":"dossier")", R"("iss":"other")"},
             {R"("aud":"dossier")", R"("aud":"other")"},
             {R"("aud":"dossier")", R"("aud":["other"])"},
             {R"("sub":"user/)", R"("sub":"contact/)"},
             {R"("sub":"user/)", R"("sub":")"},
             {R"("tenant":"acme")", R"("tenant":"ac/me")"},
             {R"("tenant":"acme")", R"("tenant":"")"},
             {R"("tenant":"acme")", R"("tenant":7)"},
             {R"("exp":)", R"("exp":99999999)"},
             {R"("exp":)", R"("ex":)"},
             {R"("nbf":)", R"("nb":)"},
             {R"("iss":"dossier")", R"("tenant":"acme","iss":"dossier")"},
         }) {
        INFO(from << " -> " << to);
        CHECK_FALSE(desk.takes(desk.made_of(desk.header(), with(desk.body(), from, to))));
    }
    CHECK(desk.takes(desk.made_of(desk.header(), with(desk.body(), "{", R"({"jti":"x",)"))));
}

TEST_CASE("what was verified is remembered, up to a bound") {
    Desk desk;
    Tokens tokens(desk.seed, desk.clock, {.cached_max = 3});
    for (int i = 0; i < 10; ++i) {
        desk.claims.expires = noon + 1h + std::chrono::seconds(i);
        CHECK(tokens.verify(desk.tokens.sign(desk.claims)).claims);
        CHECK(tokens.cached() <= 3);
    }
    CHECK_FALSE(tokens.verify(std::string(5'000, 'a')).claims);
}

TEST_CASE("no change of a token, and no other bytes, are taken for one") {
    Desk desk;
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 3'000; ++round) {
        std::string token = desk.good;
        switch (random() % 4) {
            case 0: token[random() % token.size()] = static_cast<char>(random()); break;
            case 1: token.erase(random() % token.size(), 1 + random() % 5); break;
            case 2: token.insert(random() % token.size(), 1, static_cast<char>(random())); break;
            case 3:
                token.resize(random() % 300);
                for (char& c : token) c = "eyJ.A_-=\n{\"\xff"[random() % 12];
                break;
        }
        if (token == desk.good) continue;
        INFO(token);
        CHECK_FALSE(desk.takes(token));
    }
}

TEST_CASE("no JSON in a token's parts brings the reader down") {
    Desk desk;
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const std::string header = desk.header(), body = desk.body();
    for (int round = 0; round < 500; ++round) {
        std::string a = header, b = body;
        std::string& text = random() % 2 ? a : b;
        for (auto n = 1 + random() % 3; n > 0; --n)
            text[random() % text.size()] = "{}[]\",:0e-nul\\"[random() % 14];
        const VerifiedToken verified = desk.tokens.verify(desk.made_of(a, b));
        if (verified.claims) CHECK(verified.claims->user.text.starts_with("user/"));
    }
}

TEST_CASE("the key that signs tokens is made once and is its owner's only") {
    const auto file = std::filesystem::temp_directory_path() /
                      ("dossier-token-key-" + std::to_string(::getpid()));
    std::filesystem::remove(file);
    SystemRandom random;
    const Bytes32 first = token_key(file, random);
    CHECK(token_key(file, random) == first);
    struct stat about = {};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    ::chmod(file.c_str(), 0640);
    CHECK_THROWS_AS(token_key(file, random), StoreError);
    std::ofstream(file) << "not a key";
    ::chmod(file.c_str(), 0600);
    CHECK_THROWS_AS(token_key(file, random), StoreError);
    std::filesystem::remove(file);
}
