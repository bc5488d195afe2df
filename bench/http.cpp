// The same over HTTP, beside a server of Boost.Beast that only reads and answers: the same threads,
// the same bodies, the same clients; and for commands beside one that makes them durable as well.
#include "bench/clients.hpp"
#include "bench/least_server.hpp"
#include "bench/raw_rocks.hpp"
#include "bench/served.hpp"
#include "bench/suites.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace dossier::bench {
namespace {

constexpr int rounds = 5;
constexpr double command_goal = 0.35, query_goal = 0.6;
constexpr std::size_t answer_bytes = 1'400, least_requests = 300;

/// Appends what waits, all of it at once and synced, on a thread of its own.
class Keeper {
public:
    explicit Keeper(const std::filesystem::path& path)
        : raw_(path, 1), thread_([this] { run(); }) {}
    ~Keeper() {
        {
            const std::lock_guard lock(mutex_);
            ends_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }
    void keep(std::string body, std::function<void()> kept) {
        {
            const std::lock_guard lock(mutex_);
            bodies_.push_back(std::move(body));
            kept_.push_back(std::move(kept));
        }
        changed_.notify_one();
    }

private:
    void run() {
        for (;;) {
            std::vector<std::string> bodies;
            std::vector<std::function<void()>> kept;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return ends_ || !bodies_.empty(); });
                if (bodies_.empty()) return;
                bodies.swap(bodies_);
                kept.swap(kept_);
            }
            raw_.append(bodies);
            for (const auto& call : kept) call();
        }
    }

    RawRocks raw_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> bodies_;
    std::vector<std::function<void()>> kept_;
    bool ends_ = false;
    std::thread thread_;
};

std::string with(std::size_t clients) {
    return ", " + std::to_string(clients) + (clients == 1 ? " client" : " clients");
}

double per_second(const Heard& heard) {
    return static_cast<double>(heard.accepted + heard.refused) / heard.seconds;
}

void add_latency(Report& report, const Heard& heard, const std::string& who) {
    for (const auto& [name, part] : {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}})
        report.add({.name = "  answered, " + std::string(name) + who,
                    .value = quantile(heard.latency_us, part),
                    .unit = "us",
                    .higher_is_better = false});
}

/// What all rounds heard, and the rate of each.
struct Rates {
    std::vector<double> ours, least, durable;
    Heard heard;

    void take(Heard round) {
        ours.push_back(per_second(round));
        heard.latency_us.insert(heard.latency_us.end(), round.latency_us.begin(),
                                round.latency_us.end());
    }
};

void commands(const Options& options, const std::filesystem::path& path, Report& report) {
    report.title("Commands over HTTP: durable, views off");
    Served served(path / "commands", {.views = false, .http = true});
    Workload workload(options.seed, options.commands / 10);
    const Sent founded = served.send(workload.population(), 64);
    expect_accepted(founded.refused, founded.latency_us.size(), founded.a_rule);
    Keeper keeper(path / "raw");
    const LeastServer least(server_threads, answer_bytes);
    const LeastServer durable(server_threads, answer_bytes,
                              [&](std::string body, std::function<void()> kept) {
                                  keeper.keep(std::move(body), std::move(kept));
                              });
    for (const std::size_t clients : {1, 8, 64}) {
        Rates rates;
        for (int round = 0; round < rounds; ++round) {
            std::vector<std::string> requests;
            const std::size_t count =
                std::max(least_requests, options.commands / (clients == 1 ? 60 : 15));
            for (const Asked& asked : workload.next(count)) {
                requests.push_back(served.post(asked));
                if (served.clock().now() < asked.at) served.clock().set(asked.at);
            }
            Heard heard = ask_all(served.port(), requests, clients);
            expect_accepted(heard.refused, requests.size(), heard.a_refusal);
            rates.take(std::move(heard));
            rates.least.push_back(per_second(ask_all(least.port(), requests, clients)));
            rates.durable.push_back(per_second(ask_all(durable.port(), requests, clients)));
        }
        report.add({.name = "commands over HTTP" + with(clients),
                    .value = median(rates.ours),
                    .unit = "1/s",
                    .baseline = median(rates.least),
                    .goal = command_goal});
        report.add({.name = "  beside a server that syncs the bodies" + with(clients),
                    .value = median(rates.ours),
                    .unit = "1/s",
                    .baseline = median(rates.durable)});
        add_latency(report, rates.heard, with(clients));
    }
}

void queries(const Options& options, const std::filesystem::path& path, Report& report) {
    report.title("Point queries over HTTP: one contact");
    Served served(path / "queries", {.sync = false, .http = true});
    Workload workload(options.seed, options.commands / 10);
    served.send(workload.population(), 256);
    served.wait_for_views();
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < options.commands / 4; ++i) {
        const std::string& contact = workload.contacts()[i * 7919 % workload.contacts().size()];
        requests.push_back(
            served.get("/v1/contacts/" + contact.substr(contact.find('/') + 1), workload.admin()));
    }
    const Heard tried = ask_all(served.port(), requests, 8);
    if (tried.refused > 0) throw std::runtime_error("a query was refused: " + tried.a_refusal);
    const LeastServer least(server_threads, tried.body_bytes / requests.size());
    for (const std::size_t clients : {1, 8, 64}) {
        Rates rates;
        for (int round = 0; round < rounds; ++round) {
            rates.take(ask_all(served.port(), requests, clients));
            rates.least.push_back(per_second(ask_all(least.port(), requests, clients)));
        }
        report.add({.name = "a contact over HTTP" + with(clients),
                    .value = median(rates.ours),
                    .unit = "1/s",
                    .baseline = median(rates.least),
                    .goal = query_goal});
        add_latency(report, rates.heard, with(clients));
    }
}

}  // namespace

void over_http(const Options& options, Report& report) {
    const Scratch scratch(options.scratch);
    commands(options, scratch.path(), report);
    queries(options, scratch.path(), report);
}

}  // namespace dossier::bench
