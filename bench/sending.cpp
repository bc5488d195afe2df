#include "bench/sending.hpp"

#include "bench/measure.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace dossier::bench {
namespace {

constexpr double refused_at_most = 0.1;

}  // namespace

Request request_of(const std::string& of, const Asked& asked) {
    Request request{.tenant = of,
                    .command = {asked.id, StreamId{asked.stream}, {asked.type, asked.data}},
                    .via = "bench"};
    if (!asked.actor.empty()) request.actor = UserId{asked.actor};
    return request;
}

void Gate::enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ < room_; });
    ++inside_;
}

void Gate::leave() {
    const std::lock_guard lock(mutex_);
    --inside_;
    changed_.notify_all();
}

void Gate::wait_empty() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ == 0; });
}

Scratch::Scratch(const std::filesystem::path& under) {
    std::string name = (under / "dossier-bench-XXXXXX").string();
    std::filesystem::create_directories(under);
    if (mkdtemp(name.data()) == nullptr) give_up("cannot make " + name);
    path_ = name;
}
Scratch::~Scratch() { std::filesystem::remove_all(path_); }

Sent send_each(const Submit& submit, std::size_t count,
               const std::function<Request(std::size_t)>& nth, std::size_t in_flight) {
    Sent sent;
    sent.latency_us.resize(count);
    std::mutex mutex;
    Gate gate(in_flight);
    const Watch watch;
    for (std::size_t i = 0; i < count; ++i) {
        gate.enter();
        const double begun = watch.seconds();
        submit(nth(i), [&, i, begun](const Answer& answer) {
            sent.latency_us[i] = (watch.seconds() - begun) * 1e6;
            if (answer.why) {
                const std::lock_guard lock(mutex);
                ++sent.refused;
                sent.a_rule = answer.why->rule;
            }
            gate.leave();
        });
    }
    gate.wait_empty();
    sent.seconds = watch.seconds();
    sent.accepted = count - sent.refused;
    return sent;
}

Sent send_all(const Submit& submit, VirtualClock& clock, const std::vector<Asked>& all,
              std::size_t clients) {
    const auto nth = [&](std::size_t i) {
        if (clock.now() < all[i].at) clock.set(all[i].at);
        return request_of(tenant, all[i]);
    };
    return send_each(submit, all.size(), nth, clients);
}

void expect_accepted(std::size_t refused, std::size_t of, const std::string& a_rule) {
    if (static_cast<double>(refused) > refused_at_most * static_cast<double>(of))
        throw std::runtime_error("most were refused, as " + a_rule);
}

void give_up(const std::string& why) {
    std::fprintf(stderr, "dossier_bench: %s\n", why.c_str());
    std::abort();
}

}  // namespace dossier::bench
