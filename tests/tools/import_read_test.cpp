// The readers: rows of mongoexport and of spreadsheets, and what is left when one is broken.
#include "tools/import/read.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

using namespace dossier::tools;

namespace {

using Reader = void (*)(std::istream&, const TakeRow&);

/// Each row as "line {…}" or "line ! why".
std::vector<std::string> rows(Reader read, const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    read(in, [&](const Row& row) {
        out.push_back(std::to_string(row.line) +
                      (row.fields ? " " + json::serialize(*row.fields) : " ! " + row.why));
    });
    return out;
}

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("a document stands on a line, or in one array, or in lines of its own") {
    CHECK(rows(read_extended_json, "{\"a\":1}\n\n{\"b\":2}\n") ==
          Said{"1 {\"a\":1}", "3 {\"b\":2}"});
    CHECK(rows(read_extended_json, "[{\"a\":1},\n{\"b\":2}]\n") ==
          Said{"1 {\"a\":1}", "2 {\"b\":2}"});
    CHECK(rows(read_extended_json, "[\n  {\n    \"a\": {\"x\": 1}\n  },\n  {\"b\": \"}\"}\n]") ==
          Said{"2 {\"a\":{\"x\":1}}", "5 {\"b\":\"}\"}"});
    CHECK(rows(read_extended_json, "").empty());
    CHECK(rows(read_extended_json, "[]").empty());
}

TEST_CASE("extended JSON is read relaxed and canonical alike") {
    const Said relaxed =
        rows(read_extended_json, R"({"_id":{"$oid":"65f000010000000000000000"},)"
                                 R"("at":{"$date":"2024-03-27T12:00:00Z"},"n":7})");
    CHECK(relaxed ==
          Said{R"(1 {"_id":"65f000010000000000000000","at":"2024-03-27T12:00:00Z","n":7})"});
    CHECK(rows(read_extended_json, R"({"at":{"$date":{"$numberLong":"1711540800000"}},)"
                                   R"("n":{"$numberInt":"7"},"d":{"$numberDouble":"1.5"},)"
                                   R"("m":{"$numberDecimal":"9.90"},"u":{"$undefined":true},)"
                                   R"("list":[{"$numberLong":"8"}]})") ==
          Said{R"(1 {"at":"2024-03-27T12:00:00.000000Z","n":7,"d":1.5E0,"m":"9.90","u":null,)"
               R"("list":[8]})"});
}

TEST_CASE("a document that is cut off costs itself, not the next") {
    CHECK(rows(read_extended_json, "{\"a\":\"x\n{\"b\":2}\n") ==
          Said{"1 ! This document does not end.", "2 {\"b\":2}"});
    CHECK(rows(read_extended_json, "{\"a\":1\n") == Said{"1 ! This document does not end."});
    CHECK(rows(read_extended_json, "{\"a\":}\nnonsense\n{\"b\":2}}\n") ==
          Said{"1 ! This is not JSON.", "2 ! This is not JSON.", "3 {\"b\":2}",
               "3 ! This is not JSON."});
}

TEST_CASE("a document is bounded, in size and in depth") {
    const std::string large = "{\"a\":\"" + std::string(row_bytes_max, 'x') + "\"}\n{\"b\":2}";
    CHECK(rows(read_extended_json, large) ==
          Said{"1 ! This document is larger than 1 MiB.", "2 {\"b\":2}"});
    std::string deep = "{\"a\":";
    for (int i = 0; i < 50; ++i) deep += "[";
    for (int i = 0; i < 50; ++i) deep += "]";
    CHECK(rows(read_extended_json, deep + "}") == Said{"1 ! This is not JSON."});
}

TEST_CASE("a line of CSV has a cell for every column; empty is absent") {
    CHECK(rows(read_csv, "\xEF\xBB\xBF_id,name,notes\r\nObjectId(65f0),Ann,\r\n\r\n2,Bo,hm\r\n") ==
          Said{R"(2 {"_id":"65f0","name":"Ann"})", R"(4 {"_id":"2","name":"Bo","notes":"hm"})"});
}

TEST_CASE("a quoted cell may hold commas, quotes and lines") {
    CHECK(rows(read_csv, "a,b\n\"1, 2\",\"say \"\"hi\"\"\"\n\"two\nlines\",x\nlast,y") ==
          Said{R"(2 {"a":"1, 2","b":"say \"hi\""})", R"(3 {"a":"two\nlines","b":"x"})",
               R"(5 {"a":"last","b":"y"})"});
}

TEST_CASE("a line of CSV with other cells than the header is no row") {
    CHECK(rows(read_csv, "a,b\n1\n1,2,3\n1,2\n\"open") ==
          Said{"2 ! This line has 1 cells, the header 2.",
               "3 ! This line has 3 cells, the header 2.", R"(4 {"a":"1","b":"2"})",
               "5 ! A quoted cell does not end."});
}
