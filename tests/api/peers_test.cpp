// Asking who has the views: who is asked, and what becomes of it when one of them fails. The peers
// are real servers on sockets; what they answer is the test's own.
#include "api/peers.hpp"

#include "api/passing_feed.hpp"
#include "base/error.hpp"
#include "tests/support/neighbour.hpp"
#include "tests/support/wire.hpp"

#include <catch2/catch_test_macros.hpp>

#include <future>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

const PeerLimits quick{.look_every = 50ms, .look_within = 200ms, .appear_within = 300ms};

/// What came of it, within ten seconds.
HttpResponse ask(Peers& peers, HttpRequest request, int partition = 0) {
    auto came = std::make_shared<std::promise<std::function<HttpResponse()>>>();
    auto answer = came->get_future();
    peers.ask(request, partition).later([came](std::function<HttpResponse()> make) {
        came->set_value(std::move(make));
    });
    REQUIRE(answer.wait_for(10s) == std::future_status::ready);
    return answer.get()();
}
HttpResponse ask(Peers& peers, int partition = 0) {
    return ask(peers, {.method = "GET", .target = "/v1/cases"}, partition);
}
std::string who(Peers& peers, int partition = 0) {
    const std::string body = ask(peers, partition).body;
    return body.substr(0, body.find(' '));
}
bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

std::string next(const HttpResponse& feed) {
    std::promise<std::string> came;
    feed.pieces->next([&](const std::function<std::string()>& make) {
        try {
            came.set_value(make());
        } catch (...) {
            came.set_exception(std::current_exception());
        }
    });
    return came.get_future().get();
}

template <class Condition>
bool soon(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (!condition() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(5ms);
    return condition();
}
void wait_until(Peers& peers, std::size_t peer, std::string_view status) {
    REQUIRE(soon([&] { return peers.health()[peer].status == status; }));
}

}  // namespace

TEST_CASE("a question goes on as it is, with its token, and its answer comes back as it is") {
    Neighbour one("one");
    Peers peers({one.url()}, quick);
    HttpRequest request{.method = "HEAD",
                        .target = "http://here/v1/cases?status=open&min_seq=7",
                        .fields = {{"authorization", "Bearer a.b.c"}, {"X-Own", "mine"}},
                        .address = "10.0.0.1"};
    const HttpResponse response = ask(peers, request);
    CHECK(response.status == 200);
    CHECK(response.body == "one /v1/cases?status=open&min_seq=7 Bearer a.b.c forwarded");
    std::string fields;
    for (const HttpField& field : response.fields) fields += field.name + ": " + field.value + "\n";
    CHECK(has(fields, "ETag: \"7\"\n"));
    CHECK(has(fields, "Content-Type: application/json\n"));
    CHECK_FALSE(has(fields, "Content-Length"));

    request.fields = {{"If-None-Match", "\"7\""}};
    const HttpResponse same = ask(peers, request);
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    one.status = 404;
    CHECK(ask(peers).status == 404);
}

TEST_CASE("each partition has its favourite among those that have it and keep up") {
    Neighbour one("one"), two("two");
    Peers peers({one.url(), two.url()}, quick);
    wait_until(peers, 0, "ready");
    wait_until(peers, 1, "ready");
    for (int i = 0; i < 3; ++i) {
        CHECK(who(peers, 0) == "one");
        CHECK(who(peers, 1) == "two");
    }
    one.says(report(views(1)));
    CHECK(soon([&] { return who(peers, 0) == "two"; }));
    one.says(report(views(0, "behind") + "," + views(1)));
    two.says(report(views(0, "stuck") + "," + views(1)));
    CHECK(soon([&] { return who(peers, 0) == "one"; }));
    one.says(report(views(0, "ready", 10)));
    two.says(report(views(0, "ready", 5'000)));
    CHECK(soon([&] { return who(peers, 0) == "two"; }));
}

TEST_CASE("when one has died another is asked, and nobody hears of it") {
    Neighbour one("one"), two("two");
    Peers peers({one.url(), two.url()}, quick);
    wait_until(peers, 0, "ready");
    wait_until(peers, 1, "ready");
    CHECK(who(peers) == "one");
    const std::uint16_t port = one.port();
    one.close();
    CHECK(who(peers) == "two");
    wait_until(peers, 0, "gone");
    CHECK(who(peers) == "two");
    const Neighbour again("again", report(views(0)), {"127.0.0.1", port});
    wait_until(peers, 0, "ready");
    CHECK(who(peers) == "again");
}

TEST_CASE("one who hangs is not waited for longer than it takes to see it") {
    Neighbour one("one"), two("two");
    Peers peers({one.url(), two.url()}, quick);
    wait_until(peers, 0, "ready");
    wait_until(peers, 1, "ready");
    CHECK(who(peers) == "one");
    one.hangs = true;
    const auto start = std::chrono::steady_clock::now();
    CHECK(who(peers) == "two");
    CHECK(std::chrono::steady_clock::now() - start < 2s);
    CHECK(peers.health()[0].status == "gone");
    one.hangs = false;
    CHECK(soon([&] { return who(peers) == "one"; }));
}

TEST_CASE("one who is closing or full is asked no more, one who waited for min_seq is believed") {
    Neighbour one("one"), two("two");
    Peers peers({one.url(), two.url()}, quick);
    wait_until(peers, 0, "ready");
    wait_until(peers, 1, "ready");
    one.status = 503;
    CHECK(who(peers) == "two");
    two.status = 503;
    CHECK(ask(peers).status == 503);
    const int asked = two.asked;
    const HttpResponse behind =
        ask(peers, {.method = "GET", .target = "/v1/query.behind"});  // stands in the body, too
    CHECK(behind.status == 503);
    CHECK(two.asked == asked);
}

TEST_CASE("when there is nobody the answer says who is missing") {
    Neighbour one("one", report(R"({"partition":0,"status":"ready"})")), two("two");
    Peers peers({one.url(), two.url()}, quick);
    wait_until(peers, 0, "ready");
    const std::string gone = two.url();
    two.close();
    wait_until(peers, 1, "gone");
    const HttpResponse response = ask(peers);
    CHECK(response.status == 503);
    INFO(response.body);
    CHECK(has(response.body, "peers.none"));
    CHECK(has(response.body, "partition 0"));
    CHECK(has(response.body, one.url() + " is without them"));
    CHECK(has(response.body, gone + " is gone"));
    CHECK_THROWS(Peers({"https://one"}));
}

TEST_CASE("a peer that begins is waited for a moment") {
    Neighbour one("one");
    Peers peers({one.url()}, quick);
    CHECK(ask(peers).status == 200);
}

TEST_CASE("a feed comes through piece by piece, to its end") {
    Neighbour one("one");
    Peers peers({one.url()}, quick);
    const HttpResponse response = ask(peers, {.method = "GET", .target = "/v1/events"});
    REQUIRE(response.pieces != nullptr);
    std::string all;
    for (std::string piece; !(piece = next(response)).empty();) all += piece;
    CHECK(all == "piece 1\npiece 2\npiece 3\n");
}

TEST_CASE("a feed that ends here ends as one from here does, behind its last whole frame") {
    Neighbour one("one");
    Peers peers({one.url()}, quick);
    const HttpResponse response = ask(peers, {.method = "GET", .target = "/v1/events?follow=1"});
    REQUIRE(response.pieces != nullptr);
    CHECK(next(response) == "id: 4.0\ndata: {}\n\nid: 4.1\ndata: {}\n\n");
    std::thread ending([&] {
        std::this_thread::sleep_for(50ms);
        peers.end_streams();
    });
    CHECK(next(response) == "id: 4.1\nevent: closing\ndata: {\"resume_from\":4}\n\n");
    CHECK(next(response).empty());
    ending.join();
}

TEST_CASE("a feed whose peer breaks off is cut off, and does not end") {
    Neighbour one("one");
    Peers peers({one.url()}, quick);
    const HttpResponse response = ask(peers, {.method = "GET", .target = "/v1/events?follow=1"});
    REQUIRE(response.pieces != nullptr);
    next(response);
    one.close();
    CHECK_THROWS_AS(next(response), StoreError);
}

TEST_CASE("a frame on its way has a bound") {
    PassingFeed feed;
    feed.came() = "id: 4.0\n" + std::string(std::size_t{5} << 20, 'x');
    CHECK_THROWS_AS(feed.take(false), StoreError);
}

TEST_CASE("connections are kept, a few of them") {
    Neighbour one("one");
    PeerLimits limits = quick;
    limits.kept_max = 2;
    Peers peers({one.url()}, limits);
    wait_until(peers, 0, "ready");
    for (int i = 0; i < 20; ++i) CHECK(ask(peers).status == 200);
    CHECK(one.connections() == 2);  // one that is asked how it is, and one that asks
}

TEST_CASE("there are so many questions to a peer at a time and no more") {
    Neighbour one("one");
    PeerLimits limits = quick;
    limits.lines_max = 2;
    limits.look_within = 10s;
    Peers peers({one.url()}, limits);
    wait_until(peers, 0, "ready");
    one.hangs = true;
    const HttpRequest request{.method = "GET", .target = "/v1/cases"};
    for (int i = 0; i < 2; ++i) peers.ask(request, 0).later([](std::function<HttpResponse()>) {});
    CHECK(soon([&] { return one.asked == 2; }));
    CHECK(has(ask(peers, request).body, "is busy"));
}
