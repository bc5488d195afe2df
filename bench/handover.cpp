// How long a tenant waits when the process that decides for it goes: told to, and killed. Two
// processes have the `command` role; a door in this one keeps every tenant asking.
#include "bench/kafka_street.hpp"
#include "bench/suites.hpp"
#include "consumers/provision.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

namespace dossier::bench {
namespace {

constexpr int partitions = 12, tenants = 24, rounds = 5;
constexpr std::chrono::seconds settle{8}, after_planned{5}, after_kill{12}, given_up{20};
constexpr double heartbeat_s = 1, session_s = 6;  // of kafka::GroupOptions
constexpr double planned_goal = heartbeat_s + 0.5, killed_goal = session_s + 2;

/// One who always has one command on its way, and notes how long it waited for an answer.
class Asking {
public:
    Asking(House& house, Random& random, const std::string& slug)
        : house_(house), random_(random), slug_(slug) {
        const Provisioned made = provision(house, {.slug = slug,
                                                   .name = slug,
                                                   .admin_name = "Ada",
                                                   .admin_email = "ada@" + slug + ".example"});
        if (made.why) give_up("the tenant " + slug + ": " + std::string(made.why->rule));
        admin_ = made.admin;
    }

    void start() { next(); }
    void stop() { stopping_ = true; }

    /// Seconds; since the last time it was asked, also of what still waits.
    double longest() {
        const std::lock_guard lock(mutex_);
        const double waiting = watch_.seconds() - last_;
        return std::max(std::exchange(longest_, 0), waiting);
    }
    std::uint64_t refused() const { return refused_; }
    std::uint64_t answered() const { return answered_; }

private:
    void next() {
        if (stopping_) return;
        const std::string id = uuid7(SystemClock().now(), random_);
        house_.submit(
            {.tenant = slug_,
             .command = {id, {}, {"RegisterCompany", R"({"name":"Company )" + id + "\"}"}},
             .actor = admin_,
             .via = "bench"},
            [this](const Answer& answer) {
                refused_ += answer.why.has_value();
                ++answered_;
                note();
                next();
            });
    }
    void note() {
        const std::lock_guard lock(mutex_);
        const double now = watch_.seconds();
        longest_ = std::max(longest_, now - last_);
        last_ = now;
    }

    House& house_;
    Random& random_;
    const std::string slug_;
    UserId admin_;
    const Watch watch_;
    std::mutex mutex_;
    double last_ = 0, longest_ = 0;
    std::atomic<std::uint64_t> refused_ = 0, answered_ = 0;
    std::atomic<bool> stopping_ = false;
};

using All = std::vector<std::unique_ptr<Asking>>;

double longest(const All& all) {
    double most = 0;
    for (const auto& one : all) most = std::max(most, one->longest());
    return most;
}

std::uint64_t sum(const All& all, std::uint64_t (Asking::*of)() const) {
    std::uint64_t sum = 0;
    for (const auto& one : all) sum += ((*one).*of)();
    return sum;
}

struct Pauses {
    std::vector<double> going, coming;
};

/// Each round another of the two goes, and comes back.
Pauses pauses(KafkaStreet& street, const All& all,
              std::array<std::unique_ptr<CommandProcess>, 2>& two, int signal,
              std::chrono::seconds wait) {
    Pauses pauses;
    for (int round = 0; round < rounds; ++round) {
        longest(all);
        auto& one = two[static_cast<std::size_t>(round % 2)];
        one->signal(signal);
        one->wait();
        std::this_thread::sleep_for(wait);
        pauses.going.push_back(longest(all));
        one = std::make_unique<CommandProcess>(street);
        std::this_thread::sleep_for(settle);
        pauses.coming.push_back(longest(all));
        progress(signal == SIGTERM ? "Told to end" : "Killed", (round + 1.0) / rounds);
    }
    return pauses;
}

}  // namespace

void handover(const Options& options, Report& report) {
    report.title("Hand-over: how long a tenant waits for an answer, of " + std::to_string(tenants));
    KafkaStreet street(options.brokers, options.scratch, partitions);
    const SystemClock clock;
    SystemRandom random;
    const auto door =
        house_on(street.brokers(), street.plan(), street.folder(), clock, random,
                 {.command = false, .query = false, .api = true, .relay = false, .react = false});
    std::array<std::unique_ptr<CommandProcess>, 2> two;
    for (auto& one : two) one = std::make_unique<CommandProcess>(street);
    All all;
    for (int i = 0; i < tenants; ++i)
        all.push_back(std::make_unique<Asking>(*door, random, "tenant-" + std::to_string(i)));
    const Watch watch;
    for (const auto& one : all) one->start();
    std::this_thread::sleep_for(settle);

    const Pauses planned = pauses(street, all, two, SIGTERM, after_planned);
    const Pauses killed = pauses(street, all, two, SIGKILL, after_kill);
    const double seconds = watch.seconds();
    for (const auto& one : all) one->stop();
    std::this_thread::sleep_for(std::chrono::seconds(1));

    std::uint64_t silent = 0;  // of those one answer never came
    for (const auto& one : all) silent += one->longest() > given_up.count();
    report.add({.name = "commands answered, meanwhile",
                .value = static_cast<double>(sum(all, &Asking::answered)) / seconds,
                .unit = "1/s"});
    const auto add = [&](const char* name, const std::vector<double>& of,
                         std::optional<double> goal) {
        report.add({.name = name,
                    .value = median(of),
                    .unit = "s",
                    .goal = goal,
                    .higher_is_better = false});
    };
    add("longest pause, one of two is told to end", planned.going, planned_goal);
    add("  the longest of five", {*std::ranges::max_element(planned.going)}, {});
    add("  when it comes back", planned.coming, {});
    add("longest pause, one of two is killed", killed.going, killed_goal);
    add("  the longest of five", {*std::ranges::max_element(killed.going)}, {});
    report.add({.name = "requests that failed",
                .value = static_cast<double>(sum(all, &Asking::refused) + silent),
                .unit = "1",
                .goal = 0,
                .higher_is_better = false});
}

}  // namespace dossier::bench
