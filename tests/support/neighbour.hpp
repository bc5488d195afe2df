#pragma once
// A process with views, for one without: a real server on a socket, whose answers are the test's
// own.
#include "api/peers.hpp"
#include "api/server.hpp"

#include <atomic>
#include <mutex>
#include <utility>

namespace dossier::test {

inline std::string report(const std::string& views) {
    return R"({"status":"ready","serves":["queries"],"partitions":[)" + views + "]}";
}
inline std::string views(int partition, const std::string& status = "ready", int position = 7) {
    return R"({"partition":)" + std::to_string(partition) +
           R"(,"status":"stuck","views":{"status":")" + status + R"(","position":)" +
           std::to_string(position) + R"(,"new":{}}})";
}

/// Says who it is and how it was asked, once it was let go on.
class Neighbour final : public Front {
public:
    explicit Neighbour(std::string name, std::string says = report(views(0) + "," + views(1)),
                       Listen listen = {"127.0.0.1", 0})
        : name_(std::move(name)),
          report_(std::move(says)),
          server_(std::make_unique<Server>(
              listen, *this, clock_, ServerLimits{.stop_within = std::chrono::milliseconds(200)})) {
    }

    HttpResponse answer(HttpRequest& request) override {
        const std::lock_guard lock(mutex_);
        if (request.target == "/readyz") return hangs ? never() : HttpResponse{.body = report_};
        ++asked;
        if (hangs) return never();
        if (request.target == "/v1/events")
            return {.type = "text/event-stream", .pieces = std::make_unique<Counting>()};
        if (request.target == "/v1/events?follow=1")
            return {.type = "text/event-stream", .pieces = std::make_unique<Following>()};
        const std::string* token = request.field("Authorization");
        const std::string* known = request.field("If-None-Match");
        if (known != nullptr) return {.status = 304, .type = {}, .fields = {{"ETag", *known}}};
        return {.status = status,
                .body = name_ + " " + request.target + " " + (token ? *token : "nobody") +
                        (request.field(forwarded_field) != nullptr ? " forwarded" : ""),
                .fields = {{"ETag", "\"7\""}}};
    }
    void answered(const HttpRequest&, int, double) override {}

    void says(std::string text) {
        const std::lock_guard lock(mutex_);
        report_ = std::move(text);
    }
    std::uint16_t port() const { return server_->port(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    std::size_t connections() const { return server_->connections(); }
    void close() { server_->stop(); }

    std::atomic<int> asked = 0;
    std::atomic<bool> hangs = false;
    std::atomic<int> status = 200;

private:
    struct Counting final : Pieces {
        void next(Give give) override {
            give([n = ++count] { return n > 3 ? "" : "piece " + std::to_string(n) + "\n"; });
        }
        int count = 0;
    };
    /// In the middle of its third frame when nothing more comes.
    struct Following final : Pieces {
        void next(Give give) override {
            if (!std::exchange(begun, true))
                give([] { return "id: 4.0\ndata: {}\n\nid: 4.1\ndata: {}\n\nid: 4.2\nda"; });
        }
        bool begun = false;
    };
    static HttpResponse never() {
        return {.later = [](Respond) {}};
    }

    const std::string name_;
    std::mutex mutex_;
    std::string report_;
    SystemClock clock_;
    std::unique_ptr<Server> server_;
};

}  // namespace dossier::test
