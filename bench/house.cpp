#include "bench/house.hpp"

#include "bench/measure.hpp"

#include <cstdio>
#include <cstdlib>

namespace dossier::bench {
namespace {

Request request_of(const Asked& asked) {
    Request request{.tenant = tenant,
                    .command = {asked.id, StreamId{asked.stream}, {asked.type, asked.data}},
                    .via = "bench"};
    if (!asked.actor.empty()) request.actor = UserId{asked.actor};
    return request;
}

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "dossier_bench: %s\n", why.c_str());
    std::abort();
}

/// Counts what is on its way, and wakes who waits for room.
class Gate {
public:
    explicit Gate(std::size_t room) : room_(room) {}
    void enter() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return inside_ < room_; });
        ++inside_;
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        --inside_;
        changed_.notify_one();
    }
    void wait_empty() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return inside_ == 0; });
    }

private:
    const std::size_t room_;
    std::size_t inside_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
};

}  // namespace

Scratch::Scratch(const std::filesystem::path& under) {
    std::string name = (under / "dossier-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) stop("cannot make " + name);
    path_ = name;
}
Scratch::~Scratch() { std::filesystem::remove_all(path_); }

Position RecordingJournal::append(int partition, std::span<const std::string> entries) {
    {
        const std::lock_guard lock(mutex_);
        batches_.emplace_back(entries.begin(), entries.end());
    }
    return journal_.append(partition, entries);
}

RecordingJournal::Batches RecordingJournal::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(batches_, {});
}

House::House(const std::filesystem::path& path)
    : path_(path), journal_({path / "journal"}, 1), recording_(journal_) {
    Bytes32 root{};
    random_.fill(root);
    keys_ = open_keys({path / "keys"}, root, random_);
    open();
}
House::~House() { close(); }

void House::open() {
    state_ = std::make_unique<State>(rocks::Disk{path_ / "state"});
    writer_ = std::make_unique<Writer>(0, recording_, *keys_, *state_, clock_, stop);
}

void House::close() {
    writer_.reset();
    state_.reset();
}

Sent House::send(const std::vector<Asked>& all, std::size_t clients) {
    Sent sent;
    sent.latency_us.resize(all.size());
    std::mutex mutex;
    Gate gate(clients);
    const Watch watch;
    for (std::size_t i = 0; i < all.size(); ++i) {
        gate.enter();
        if (clock_.now() < all[i].at) clock_.set(all[i].at);
        const double begun = watch.seconds();
        writer_->submit(request_of(all[i]), [&, i, begun](const Answer& answer) {
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
    sent.accepted = all.size() - sent.refused;
    return sent;
}

}  // namespace dossier::bench
