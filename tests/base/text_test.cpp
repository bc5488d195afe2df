#include "base/text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

TEST_CASE("only UTF-8 is UTF-8") {
    for (const char* right : {"", "kim", "Ünï ☃", "\U0010ffff"}) CHECK(is_utf8(right));
    // overlong, a surrogate, beyond the last, cut short, a lone continuation, Latin-1
    for (const char* wrong :
         {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x98", "\x80", "M\xfcller"}) {
        CHECK_FALSE(is_utf8(wrong));
        CHECK_FALSE(tidy(wrong));
    }
}

TEST_CASE("a text is composed and trimmed") {
    CHECK(tidy("  kim \r\n") == "kim");
    CHECK(tidy("\u00a0U\u0308n\u3000") == "\u00dcn");
    CHECK(tidy("\u1e9b\u0323") == "\u1e9b\u0323");  // Unicode Annex 15, figure 6
    CHECK(tidy("\u212b") == "\u00c5");
    CHECK(tidy("   ") == "");
    CHECK(scalars("Ünï ☃") == 5);
}

TEST_CASE("control characters are found and line breaks are welcome where lines are") {
    for (const char* wrong : {"a\nb", "a\tb", "\x1b[0m", "\x7f", "\u0085", "\u009f"})
        CHECK(has_control(wrong, false));
    CHECK_FALSE(has_control("a\nb\tc", true));
    CHECK(has_control("a\rb", true));
    CHECK_FALSE(has_control("\u00a0\u00e9 ☃", false));
}

TEST_CASE("folded texts are equal when only their case differs") {
    CHECK(fold("Kim@Example.COM") == "kim@example.com");
    CHECK(fold("STRASSE") == fold("Straße"));
    CHECK(fold("U\u0308BER") == fold("über"));
    CHECK(fold("M\xfcLL") == "M\xfcLL");
}
