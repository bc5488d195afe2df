#include "base/money.hpp"

#include "base/date.hpp"
#include "base/decimal.hpp"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace dossier;

TEST_CASE("a day has one text form") {
    CHECK(to_text(Date{0}) == "1970-01-01");
    CHECK(date_of("2024-02-29") == Date{19'782});
    CHECK(to_text(Date{19'782}) == "2024-02-29");
    CHECK(to_text(*date_of("0001-01-01")) == "0001-01-01");
    CHECK(to_text(*date_of("9999-12-31")) == "9999-12-31");
    for (const char* wrong : {"", "2023-02-29", "2024-2-29", "2024-02-29 ", "24-02-29",
                              "2024-02-29T00:00:00Z", "0000-01-01"}) {
        INFO(wrong);
        CHECK_FALSE(date_of(wrong));
    }
    CHECK(date_of(Timestamp{-1}) == Date{-1});
    CHECK(begin_of(Date{1}) == Timestamp{86'400'000'000});
}

TEST_CASE("a decimal is exact and has one text form") {
    struct Sample {
        const char *came, *stays;
        std::int64_t units;
    };
    for (const Sample& sample :
         {Sample{"1.25", "1.25", 125'000'000}, Sample{"-0.5", "-0.5", -50'000'000},
          Sample{"3", "3", 300'000'000}, Sample{"0.00000001", "0.00000001", 1},
          Sample{"-0", "0", 0}, Sample{"1.50", "1.5", 150'000'000},
          Sample{"9999999999.99999999", "9999999999.99999999", decimal_units_max}}) {
        CHECK(decimal_units(sample.came, 8) == sample.units);
        CHECK(decimal_text(sample.units, 8) == sample.stays);
    }
    CHECK(to_text(Quantity{-1}) == "-0.001");
    CHECK(decimal_units("7", 0) == 7);
    for (const char* wrong : {"", "-", ".", ".5", "5.", "1e3", "1.123456789", "10000000000",
                              "99999999999999999999", "+1", " 1", "1,5", "--1", "1.2.3"}) {
        INFO(wrong);
        CHECK_FALSE(decimal_units(wrong, 8));
    }
}

TEST_CASE("money is not added across currencies nor beyond its bound") {
    const Money price{1250, "EUR"}, most{money_minor_max, "EUR"};
    CHECK(plus(price, price) == Money{2500, "EUR"});
    CHECK(minus(price, Money{2000, "EUR"}) == Money{-750, "EUR"});
    CHECK_FALSE(plus(price, Money{1, "JPY"}));
    CHECK_FALSE(minus(price, Money{1, "JPY"}));
    CHECK_FALSE(plus(most, Money{1, "EUR"}));
    CHECK_FALSE(minus(Money{-money_minor_max, "EUR"}, Money{1, "EUR"}));
    CHECK_FALSE(times(most, std::numeric_limits<std::int64_t>::max()));
    CHECK(times(price, -3) == Money{-3750, "EUR"});
    CHECK_FALSE(is_money({money_minor_max + 1, "EUR"}));
    CHECK_FALSE(is_money({1, "eur"}));
    CHECK_FALSE(is_money({1, ""}));
    CHECK_FALSE(is_money({1, "D A"}));
    CHECK(is_money(price));
}

TEST_CASE("a share of money rounds halves to even") {
    CHECK(share({5, "EUR"}, 1, 2) == Money{2, "EUR"});
    CHECK(share({7, "EUR"}, 1, 2) == Money{4, "EUR"});
    CHECK(share({-5, "EUR"}, 1, 2) == Money{-2, "EUR"});
    CHECK(share({1000, "EUR"}, 1999, 10'000) == Money{200, "EUR"});
    CHECK_FALSE(share({1, "EUR"}, 1, 0));
    CHECK_FALSE(share({money_minor_max, "EUR"}, 3, 2));
}

TEST_CASE("money is written with the digits of its currency") {
    CHECK(to_text(Money{1250, "EUR"}) == "12.50 EUR");
    CHECK(to_text(Money{1200, "EUR"}) == "12.00 EUR");
    CHECK(to_text(Money{-5, "USD"}) == "-0.05 USD");
    CHECK(to_text(Money{1250, "JPY"}) == "1250 JPY");
    CHECK(to_text(Money{1250, "KWD"}) == "1.250 KWD");
}
