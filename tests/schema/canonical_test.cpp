// RFC 8785: the samples of its text, and its appendix B.
#include "schema/formats.hpp"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cstdio>

using namespace dossier;

TEST_CASE("canonical JSON is RFC 8785's") {
    CHECK(canonical_json(R"({
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    })") == R"({"literals":[null,true,false],)"
            R"("numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST_CASE("members are sorted by the UTF-16 of their names") {
    CHECK(canonical_json(R"({"\u20ac":"Euro Sign","\r":"Carriage Return",)"
                         R"("\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",)"
                         R"("\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",)"
                         R"("\u00f6":"Latin Small Letter O With Diaeresis"})") ==
          "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
          "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
          "\"\U0001f600\":\"Emoji: Grinning Face\","
          "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    CHECK(canonical_json(R"({"b":{"z":1,"a":[]},"a":{},"aa":0})") ==
          R"({"a":{},"aa":0,"b":{"a":[],"z":1}})");
}

TEST_CASE("numbers are written as ECMAScript does") {
    struct Sample {
        std::uint64_t ieee;
        const char* text;
    };
    for (const Sample& sample : {Sample{0x0000000000000000, "0"},
                                 Sample{0x8000000000000000, "0"},
                                 Sample{0x0000000000000001, "5e-324"},
                                 Sample{0x8000000000000001, "-5e-324"},
                                 Sample{0x7fefffffffffffff, "1.7976931348623157e+308"},
                                 Sample{0xffefffffffffffff, "-1.7976931348623157e+308"},
                                 Sample{0x4340000000000000, "9007199254740992"},
                                 Sample{0xc340000000000000, "-9007199254740992"},
                                 Sample{0x4430000000000000, "295147905179352830000"},
                                 Sample{0x44b52d02c7e14af5, "9.999999999999997e+22"},
                                 Sample{0x44b52d02c7e14af6, "1e+23"},
                                 Sample{0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                                 Sample{0x444b1ae4d6e2ef4e, "999999999999999700000"},
                                 Sample{0x444b1ae4d6e2ef4f, "999999999999999900000"},
                                 Sample{0x444b1ae4d6e2ef50, "1e+21"},
                                 Sample{0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                                 Sample{0x3eb0c6f7a0b5ed8d, "0.000001"},
                                 Sample{0x41b3de4355555553, "333333333.3333332"},
                                 Sample{0x41b3de4355555554, "333333333.33333325"},
                                 Sample{0x41b3de4355555555, "333333333.3333333"},
                                 Sample{0x41b3de4355555556, "333333333.3333334"},
                                 Sample{0x41b3de4355555557, "333333333.33333343"},
                                 Sample{0xbecbf647612f3696, "-0.0000033333333333333333"},
                                 Sample{0x43143ff3c1cb0959, "1424953923781206.2"}}) {
        char exact[64];
        std::snprintf(exact, sizeof exact, "%.17e", std::bit_cast<double>(sample.ieee));
        CHECK(canonical_json(exact) == sample.text);
    }
    CHECK(canonical_json("1e-400") == "0");
    CHECK(canonical_json(" -10.0 ") == "-10");
    CHECK(canonical_json("18446744073709551616") == "18446744073709552000");
}

TEST_CASE("what has no canonical form is refused") {
    for (const char* wrong : {"", "{", "1e400", R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})",
                              R"("\ud800")", "\"\xff\"", "nul", "1 2", "[1,]", "+1"}) {
        INFO(wrong);
        CHECK_FALSE(canonical_json(wrong));
    }
}
