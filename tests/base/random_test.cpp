#include "base/random.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/murmur2.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>

using namespace dossier;

TEST_CASE("chance is repeatable from a seed and not otherwise") {
    std::array<std::byte, 21> first{}, second{};
    SeededRandom(7).fill(first);
    SeededRandom(7).fill(second);
    CHECK(first == second);
    SystemRandom system;
    system.fill(first);
    system.fill(second);
    CHECK(first != second);
}

TEST_CASE("a new id is a version 7 UUID and sorts by time") {
    SeededRandom random(7);
    std::string last;
    for (std::int64_t us = 1'711'531'800'000'000; us < 1'711'531'800'010'000; us += 250) {
        const std::string id = uuid7({us}, random);
        CHECK(is_uuid(id));
        CHECK(id[14] == '7');
        CHECK(std::string_view("89ab").find(id[19]) != std::string_view::npos);
        CHECK(last < id);
        last = id;
    }
    // RFC 9562, appendix A.6: 2022-02-22T19:22:22Z
    CHECK(uuid7({1'645'557'742'000'000}, random).starts_with("017f22e2-79b0-7000-"));
}

TEST_CASE("murmur2 is Java's") {
    // org.apache.kafka.common.utils.UtilsTest.testMurmur2
    struct Vector {
        const char* key;
        std::int32_t hash;
    };
    for (const Vector& vector :
         {Vector{"21", -973932308}, Vector{"foobar", -790332482},
          Vector{"a-little-bit-long-string", -985981536},
          Vector{"a-little-bit-longer-string", -1486304829},
          Vector{"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
          Vector{"abc", 479470107}}) {
        CHECK(static_cast<std::int32_t>(murmur2(vector.key)) == vector.hash);
        const int partition = murmur2_partition(vector.key, 12);
        CHECK(partition == (vector.hash & 0x7fffffff) % 12);
    }
}

TEST_CASE("a derived number is the first half of a SHA-256") {
    CHECK(hash128_text("abc") == "ba7816bf8f01cfea414140de5dae2223");
    CHECK(hash128("abc").high == 0xba7816bf8f01cfea);
    CHECK(hash128("abc").low == 0x414140de5dae2223);
}
