// The server on a socket: framing, limits, pieces, stopping. What it serves is a small front of the
// test's own, so that a second request inside a first one would be seen.
#include "api/server.hpp"

#include "base/error.hpp"
#include "tests/support/wire.hpp"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <mutex>
#include <thread>

using namespace dossier;
using dossier::test::Wire;
using namespace std::chrono_literals;

namespace {

/// Says back what it was asked.
class Echo final : public Front {
public:
    HttpResponse answer(HttpRequest& request) override {
        ++asked;
        if (request.target == "/later") return from_another_thread(request.body);
        if (request.target == "/never") return {.later = [](Respond) {}};
        if (request.target == "/fault") throw std::runtime_error("a bug");
        if (request.target == "/pieces") return {.pieces = std::make_unique<Counting>()};
        return {.body = request.method + " " + request.target + " " + request.body,
                .type = "text/plain"};
    }
    void answered(const HttpRequest&, int, double) override { ++answers; }

    std::atomic<int> asked = 0, answers = 0;

private:
    struct Counting final : Pieces {
        void next(Give give) override {
            give([n = ++count] { return n > 3 ? "" : "piece " + std::to_string(n) + "\n"; });
        }
        int count = 0;
    };
    static HttpResponse from_another_thread(const std::string& body) {
        return {.later = [body](const Respond& respond) {
            std::thread([body, respond] {
                std::this_thread::sleep_for(20ms);
                respond([body] { return HttpResponse{.body = "later " + body}; });
            }).detach();
        }};
    }
};

struct Running {
    explicit Running(ServerLimits limits = {}) : server({"127.0.0.1", 0}, echo, clock, limits) {}

    std::string says(std::string_view bytes) {
        Wire wire(server.port());
        wire.say(bytes);
        return wire.rest();
    }

    SystemClock clock;
    Echo echo;
    Server server;
};

const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string post = "POST /x HTTP/1.1\r\nHost: a\r\n";
const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string last = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("what can be read in two ways is refused, and nothing behind it is heard") {
    using namespace std::string_literals;
    Running house;
    const std::string chunks = "5\r\nhello\r\n0\r\n\r\n";
    for (const std::string& bytes : {
             post + "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
             post + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello",
             "POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
             post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
             post + "Content-Length: 5, 5\r\n\r\nhello",
             post + "Transfer-Encoding:\r\n chunked\r\n\r\n" + chunks,
             post + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunks,
             "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"s,
             post + "Host: b\r\nContent-Length: 5\r\n\r\nhello",
             "GET http://user:pw@a/ HTTP/1.1\r\nHost: a\r\n\r\n"s,
             post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
             post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
             post + "Content-Length: +5\r\n\r\nhello",
             post + "Content-Length: 0x5\r\n\r\nhello",
             post + "Content-Length:\r\n\r\nhello",
             post + "Content-Length : 5\r\n\r\nhello",
             post + "X: a\nContent-Length: 5\r\n\r\nhello",
             post + "X: a\0b\r\n\r\n"s,
             post + "X: a\rb\r\n\r\n",
             post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
             post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n",
             post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
         }) {
        INFO(bytes);
        const std::string heard = house.says(bytes + smuggled);
        CHECK(heard.starts_with("HTTP/1.1 400 "));
        CHECK(test::count(heard, "HTTP/1.1 ") == 1);
        CHECK(heard.find("application/problem+json") != heard.npos);
        CHECK(heard.find("Connection: close") != heard.npos);
    }
    CHECK(house.echo.answers == 22);
    CHECK(house.echo.asked == 0);
}

TEST_CASE("what is too large is refused, and nothing behind it is heard") {
    Running house;
    const std::string header = post + "X: " + std::string(9'000, 'a') + "\r\n\r\n";
    CHECK(house.says(header + smuggled).starts_with("HTTP/1.1 431 "));
    std::string fields = post;
    for (int i = 0; i < 100; ++i) fields += "X: a\r\n";
    CHECK(house.says(fields + "\r\n" + smuggled).starts_with("HTTP/1.1 431 "));
    const std::string large(2 << 20, 'a');
    CHECK(house.says(post + "Content-Length: 2097152\r\n\r\n" + large + smuggled)
              .starts_with("HTTP/1.1 413 "));
    CHECK(
        house.says(post + "Transfer-Encoding: chunked\r\n\r\n200000\r\n" + large + "\r\n0\r\n\r\n")
            .starts_with("HTTP/1.1 413 "));
    CHECK(house.echo.asked == 0);
}

TEST_CASE("requests on one connection are answered in order, however their bytes come") {
    Running house;
    const std::string all = get + post + "Content-Length: 5\r\n\r\nhello" + post +
                            "Transfer-Encoding: chunked\r\n\r\n3\r\nwor\r\n2\r\nld\r\n0\r\n\r\n" +
                            last;
    const auto whole = [](const std::string& heard) {
        return test::count(heard, "HTTP/1.1 200 OK") == 4 &&
               heard.find("GET /a ") < heard.find("POST /x hello") &&
               heard.find("POST /x hello") < heard.find("POST /x world") &&
               heard.find("POST /x world") < heard.rfind("GET /a ");
    };
    CHECK(whole(house.says(all)));
    Wire wire(house.server.port());
    for (const char byte : all) REQUIRE(wire.say({&byte, 1}));
    CHECK(whole(wire.rest()));
}

TEST_CASE("a large body comes in whole") {
    Running house;
    const std::string large(1'000'000, 'a');
    Wire wire(house.server.port());
    wire.say(post + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
    CHECK(wire.until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    wire.say(large);
    CHECK(test::body_of_answer(wire.answer()) == "POST /x " + large);
}

TEST_CASE("a head that comes byte by byte is not waited for beyond its one deadline") {
    Running house({.head_within = 200ms});
    Wire wire(house.server.port());
    const auto start = std::chrono::steady_clock::now();
    for (const char byte : post + "X: " + std::string(5'000, 'a')) {
        if (!wire.say({&byte, 1})) break;
        std::this_thread::sleep_for(10ms);
        if (std::chrono::steady_clock::now() - start > 400ms) break;
    }
    CHECK(wire.rest().starts_with("HTTP/1.1 408 "));
    CHECK(std::chrono::steady_clock::now() - start < 3s);
}

TEST_CASE("a body that trickles in is not waited for") {
    Running house({.body_bytes_per_second_min = 10'000, .body_grace = 100ms});
    Wire wire(house.server.port());
    wire.say(post + "Content-Length: 100000\r\n\r\n");
    for (int i = 0; i < 40 && wire.say("a"); ++i) std::this_thread::sleep_for(10ms);
    CHECK(wire.rest().starts_with("HTTP/1.1 408 "));
    CHECK(house.echo.asked == 0);
}

TEST_CASE("an idle connection is closed without a word") {
    Running house({.idle_max = 100ms});
    Wire wire(house.server.port());
    wire.say(get);
    CHECK(test::status_of_answer(wire.answer()) == 200);
    CHECK(wire.ends_within(2s));
    CHECK(house.echo.asked == 1);
}

TEST_CASE("a connection serves so many requests and no more") {
    Running house({.requests_per_connection_max = 3});
    const std::string heard = house.says(get + get + get + get);
    CHECK(test::count(heard, "HTTP/1.1 200 OK") == 3);
    CHECK(test::count(heard, "Connection: close") == 1);
}

TEST_CASE("there is room for so many connections, in all and from one address") {
    for (const ServerLimits& limits :
         {ServerLimits{.connections_max = 2}, ServerLimits{.connections_per_address_max = 2}}) {
        Running house(limits);
        Wire one(house.server.port()), two(house.server.port());
        one.say(get), two.say(get);
        CHECK(test::status_of_answer(one.answer()) == 200);
        CHECK(test::status_of_answer(two.answer()) == 200);
        CHECK(Wire(house.server.port()).rest().starts_with("HTTP/1.1 503 "));
        one.say(last);
        one.rest();
        const auto until = std::chrono::steady_clock::now() + 2s;
        while (house.server.connections() > 1 && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(5ms);
        CHECK(test::count(house.says(last), "200 OK") == 1);
    }
}

TEST_CASE("an answer may come later, and from another thread") {
    Running house;
    const std::string heard =
        house.says("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nyou" + last);
    CHECK(heard.find("later you") < heard.find("GET /a"));
}

TEST_CASE("an answer that does not come in time is an unknown outcome") {
    Running house({.answer_within = 50ms});
    const std::string heard = house.says("GET /never HTTP/1.1\r\nHost: a\r\n\r\n" + last);
    CHECK(heard.starts_with("HTTP/1.1 504 "));
    CHECK(test::count(heard, "200 OK") == 1);
}

TEST_CASE("a bug in an answer is a fault, and the server goes on") {
    Running house;
    const std::string heard = house.says("GET /fault HTTP/1.1\r\nHost: a\r\n\r\n" + last);
    CHECK(heard.starts_with("HTTP/1.1 500 "));
    CHECK(heard.find("a bug") == heard.npos);
    CHECK(test::count(heard, "200 OK") == 1);
}

TEST_CASE("an answer without a known end comes in chunks, or until the end for HTTP/1.0") {
    Running house;
    const std::string chunked = house.says("GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n" + last);
    CHECK(chunked.find("8\r\npiece 1\n\r\n8\r\npiece 2\n\r\n8\r\npiece 3\n\r\n0\r\n\r\n") !=
          chunked.npos);
    CHECK(test::count(chunked, "200 OK") == 2);
    const std::string plain = house.says("GET /pieces HTTP/1.0\r\nHost: a\r\n\r\n");
    CHECK(test::body_of_answer(plain) == "piece 1\npiece 2\npiece 3\n");
}

TEST_CASE("HEAD is answered without a body") {
    Running house;
    const std::string heard = house.says("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + last);
    CHECK(test::count(heard, "Content-Length: ") == 2);
    CHECK(heard.find("HEAD /a") == heard.npos);
}

TEST_CASE("a stopping server lets what is being answered finish and ends what is idle") {
    Running house;
    Wire idle(house.server.port()), busy(house.server.port());
    idle.say(get);
    idle.answer();
    busy.say("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nyou");
    while (house.echo.asked < 2) std::this_thread::sleep_for(1ms);
    const auto start = std::chrono::steady_clock::now();
    std::thread stopping([&] { house.server.stop(); });
    CHECK(busy.rest().find("later you") != std::string::npos);
    CHECK(idle.ends_within(2s));
    stopping.join();
    CHECK(std::chrono::steady_clock::now() - start < 5s);
    CHECK_THROWS(Wire(house.server.port()));
}

TEST_CASE("a server that cannot listen says where and why") {
    Running house;
    try {
        const Server second({"127.0.0.1", house.server.port()}, house.echo, house.clock);
        FAIL("two servers on one port");
    } catch (const StoreError& error) {
        CHECK(std::string(error.what()).find("127.0.0.1:") != std::string::npos);
    }
}
