// A slow query keeps nobody waiting but whoever asked it, and only so many of them wait.
#include "api/workers.hpp"

#include "api/server.hpp"
#include "api/views.hpp"
#include "tests/support/uuid.hpp"
#include "tests/support/wire.hpp"

#include <catch2/catch_test_macros.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// Everybody who comes waits until it is opened.
class Gate {
public:
    void pass() {
        std::unique_lock lock(mutex_);
        opened_.wait(lock, [&] { return open_; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        opened_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool open_ = false;
};

/// One io thread, one worker, and room for two who wait for it.
class Library final : public Front {
public:
    ~Library() override {
        gate.open();
        server.stop();
    }
    HttpResponse answer(HttpRequest& request) override {
        Call call{request, {request.target, {}}, {"acme", kim, {}, {}}, {}, {}};
        for (const Route& route : routes)
            if (route.pattern == request.target) return route.handler(call);
        return {.body = "{}"};
    }
    void answered(const HttpRequest&, int, double) override {}

    Gate gate;
    Workers workers{1, 2};
    ViewsDoor door{[this](const Question& question) -> std::optional<Found> {
                       if (question.path == "/v1/broken") throw std::runtime_error("a bug");
                       if (question.path == "/v1/slow") gate.pass();
                       return Found{{}, R"({"path":")" + question.path + "\"}", 1};
                   },
                   {},
                   [this](std::function<void()> work) { return workers.run(std::move(work)); }};
    const std::vector<Route> routes = query_routes(
        {{"/v1/slow", "", {}}, {"/v1/broken", "", {}}, {"/v1/quick", "", {}, true}}, door);
    SystemClock clock;
    Server server{{"127.0.0.1", 0}, *this, clock, {.threads = 1}};
};

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

int status_of(Library& library, const std::string& path) {
    Wire wire(library.server.port());
    wire.say(get(path));
    return status_of_answer(wire.answer());
}

}  // namespace

TEST_CASE("slow queries wait beside the connections, and only so many of them") {
    Library library;
    Wire first(library.server.port()), second(library.server.port()), third(library.server.port());
    const auto until_waiting = [&](std::size_t n) {
        for (int i = 0; i < 1000 && library.workers.waiting() != n; ++i)
            std::this_thread::sleep_for(5ms);
        REQUIRE(library.workers.waiting() == n);
    };
    first.say(get("/v1/slow"));
    // At work, and no more waiting: so said before the others come.
    for (int i = 0; i < 20; ++i) std::this_thread::sleep_for(5ms);
    until_waiting(0);
    second.say(get("/v1/slow"));
    third.say(get("/v1/slow"));
    until_waiting(2);

    CHECK(status_of(library, "/livez") == 200);
    CHECK(status_of(library, "/v1/quick") == 200);
    Wire fourth(library.server.port());
    fourth.say(get("/v1/slow"));
    const std::string busy = fourth.answer();
    CHECK(status_of_answer(busy) == 503);
    CHECK(busy.find("query.busy") != std::string::npos);
    CHECK(busy.find("Retry-After: 1") != std::string::npos);

    library.gate.open();
    for (Wire* wire : {&first, &second, &third}) CHECK(status_of_answer(wire->answer()) == 200);
}

TEST_CASE("a query that fails beside the connections is the session's to tell") {
    Library library;
    CHECK(status_of(library, "/v1/broken") == 500);
    CHECK(status_of(library, "/v1/quick") == 200);
}

TEST_CASE("workers that were stopped take nothing more") {
    Workers workers(2, 10);
    workers.stop();
    CHECK_FALSE(workers.run([] { FAIL("it was stopped"); }));
    workers.stop();
}
