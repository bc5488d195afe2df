#include "api/gate.hpp"

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <string>

using namespace dossier;

namespace {

int judged(const std::string& lines) { return judge_head(lines + "\r\n").status; }

const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";

}  // namespace

TEST_CASE("what every reader reads the same way passes the gate") {
    CHECK(judged("GET /v1/cases?status=open HTTP/1.1\r\nHost: localhost:8080\r\n") == 0);
    CHECK(judged("GET http://localhost:8080/livez HTTP/1.1\r\nHost: localhost:8080\r\n") == 0);
    CHECK(judged("GET / HTTP/1.0\r\nhost:a\r\n") == 0);
    CHECK(judged(post + "Content-Length: 5\r\n") == 0);
    CHECK(judged(post + "content-length:\t5 \r\n") == 0);
    CHECK(judged(post + "Transfer-Encoding: chunked\r\n") == 0);
    CHECK(judged(post + "X-Name: J\xc3\xbcrgen, \"quoted\"\t(yes)\r\n") == 0);
}

TEST_CASE("the gate refuses two ways to say how long a body is") {
    for (const char* lines :
         {"Transfer-Encoding: gzip\r\nContent-Length: 5\r\n",
          "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
          "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n",
          "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: +5\r\n",
          "Content-Length: 0x5\r\n", "Content-Length:\r\n", "Content-Length: -1\r\n",
          "Content-Length: 5 5\r\n", "Content-Length : 5\r\n", "Transfer-Encoding : chunked\r\n",
          "Transfer-Encoding:\r\n chunked\r\n", "Transfer-Encoding: chunked, identity\r\n",
          "Transfer-Encoding: identity, chunked\r\n", "Transfer-Encoding: Chunked\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
          "Content-Length: 99999999999999999999\r\n"}) {
        INFO(lines);
        CHECK(judged(post + lines) == 400);
    }
    CHECK(judged("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n") == 400);
}

TEST_CASE("the gate wants exactly one plain host") {
    CHECK(judged("GET / HTTP/1.1\r\n") == 400);
    CHECK(judged("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n") == 400);
    CHECK(judged("GET / HTTP/1.1\r\nHost:\r\n") == 400);
    CHECK(judged("GET / HTTP/1.1\r\nHost: u@a\r\n") == 400);
    CHECK(judged("GET / HTTP/1.1\r\nHost: a/b\r\n") == 400);
    CHECK(judged("GET http://user:secret@a/ HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("GET https://a/ HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n") == 400);
}

TEST_CASE("the gate refuses bytes that have no place in a header") {
    using namespace std::string_literals;
    CHECK(judged(post + "X: a\nY: b\r\n") == 400);
    CHECK(judged(post + "X: a\rb\r\n") == 400);
    CHECK(judged(post + "X: a\0b\r\n"s) == 400);
    CHECK(judged(post + "X: a\x7f\r\n") == 400);
    CHECK(judged(post + " X: a\r\n") == 400);
    CHECK(judged(post + ": a\r\n") == 400);
    CHECK(judged(post + "X\r\n") == 400);
    CHECK(judged("GET  / HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("GET /a b HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("get / HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("GET /\x01 HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("\r\nGET / HTTP/1.1\r\nHost: a\r\n") == 400);
    CHECK(judged("GET / HTTP/2.0\r\nHost: a\r\n") == 505);
    CHECK(judged("") == 400);
}

TEST_CASE("the gate bounds the header and says what it is too large for") {
    CHECK(judged(post + "X: " + std::string(9'000, 'a') + "\r\n") == 431);
    std::string many = post;
    for (int i = 0; i < 99; ++i) many += "X: a\r\n";
    CHECK(judged(many) == 0);
    CHECK(judged(many + "X: a\r\n") == 431);
    CHECK(judged(post + "Content-Length: 1048576\r\n") == 0);
    CHECK(judged(post + "Content-Length: 1048577\r\n") == 413);
}

TEST_CASE("a head is found where it ends, however it comes in") {
    const std::string head = post + "\r\n";
    for (std::size_t n = 0; n < head.size(); ++n) CHECK(head_length(head.substr(0, n)) == 0);
    for (std::size_t from = 0; from < head.size(); ++from)
        CHECK(head_length(head + "GET", from) == head.size());
}

TEST_CASE("the gate survives any bytes, and what it lets through has one length") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const std::string pieces[] = {"GET / HTTP/1.1\r\n",
                                  "POST /a HTTP/1.0\r\n",
                                  "Host: a\r\n",
                                  "Content-Length: 5\r\n",
                                  "Transfer-Encoding: chunked\r\n",
                                  "Transfer-Encoding",
                                  ":",
                                  " ",
                                  "\r\n",
                                  "\n",
                                  "\r",
                                  "\t",
                                  "5",
                                  std::string(1, '\0'),
                                  "chunked",
                                  ",",
                                  "\xff",
                                  "@"};
    for (int round = 0; round < 20'000; ++round) {
        std::string head;
        for (auto n = random() % 9; n > 0; --n) head += pieces[random() % std::size(pieces)];
        head += "\r\n\r\n";
        head.resize(head_length(head));
        if (judge_head(head).status != 0) continue;
        const auto count = [&](std::string_view name) {
            std::size_t found = 0;
            for (auto at = head.find(name); at != head.npos; at = head.find(name, at + 1)) ++found;
            return found;
        };
        INFO(head);
        CHECK(count("\nHost:") == 1);
        CHECK(count("\nContent-Length:") + count("\nTransfer-Encoding:") <= 1);
    }
}
