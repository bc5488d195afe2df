#include "consumers/kafka/post.hpp"

#include "base/random.hpp"
#include "eventstore/fold.hpp"

namespace dossier {
namespace {

using kafka::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds turn{50}, turn_while_taking{5}, standby_turn{500}, back_off_least{50},
    asking{5000}, kept_while_moving{10'000};
constexpr unsigned back_off_spread_ms = 200;
constexpr int burst_max = 1000;

}  // namespace

CommandRole::CommandRole(const Ground& ground, std::function<void(const std::string&)> stop,
                         WriterLimits limits)
    : ground_(ground),
      stop_(std::move(stop)),
      limits_(limits),
      outbox_(ground.config),
      group_(std::in_place, ground.config,
             kafka::GroupOptions{.group = ground.plan.prefix + ".command",
                                 .topic = commands_topic(ground.plan).name}),
      commands_(ground.config) {
    for (int i = 0; i < ground_.partitions(); ++i)
        posts_.push_back(std::make_unique<Post>(i, ground_.disk.at("state").at(std::to_string(i))));
    thread_ = std::thread([this] { run(); });
    standby_ = std::thread([this] { stand_by(); });
}

CommandRole::~CommandRole() {
    stopping_ = true;
    commands_.wake();
    thread_.join();
    standby_.join();
}

void CommandRole::run() try {
    while (!stopping_) {
        polled_ = Steady::now();
        place(group_->poll(milliseconds(0)));
        for (const auto& it : posts_) look_after(*it);
        kafka::Polled polled = commands_.poll(taking() ? turn_while_taking : turn);
        // A burst is read before anybody is looked after again, but not for ever; what is polled is
        // received, for it is not polled again.
        for (int n = 1; polled.kind == kafka::Polled::Kind::record; ++n) {
            receive(polled.record);
            if (n == burst_max) break;
            polled = commands_.poll(milliseconds(0));
        }
        heed(polled);
    }
    for (const auto& it : posts_) close(*it);
    group_.reset();  // at once: others wait for it, and nobody for what is put away here after it
} catch (const std::exception& error) {
    stop_(error.what());
}

// ---- Who has which partition ------------------------------------------------------------------

void CommandRole::place(const kafka::Placed& placed) {
    using enum kafka::Placed::Kind;
    if (placed.kind == error) {
        if (placed.error->trouble() == kafka::Trouble::end_of_term) throw *placed.error;
        unplaced_ = unplaced_ || !placed.error->may_retry();  // it is asked again by itself
        note(placed.error->what());
    }
    if (placed.kind == revoked && placed.lost) {
        const std::lock_guard lock(mutex_);
        mail_.lost += placed.partitions.size();
    }
    for (const int partition : placed.partitions) {
        Post& it = post(partition);
        it.placed = placed.kind == assigned;
        it.moving_until.reset();
        if (placed.kind == revoked && placed.lost) close(it);
        if (placed.kind == revoked && !placed.lost)
            it.moving_until = Steady::now() + kept_while_moving;
    }
    if (placed.kind != assigned) return;
    unplaced_ = false;
    for (const auto& it : posts_)
        if (it->moving_until) close(*it);  // it went elsewhere
}

bool CommandRole::taking() const {
    return std::ranges::any_of(posts_, [](const auto& it) { return it->opening.valid(); });
}

/// Takes what is placed here and not taken, now or after a while.
void CommandRole::look_after(Post& it) {
    if (it.opening.valid()) {
        if (it.opening.wait_for(milliseconds(0)) != std::future_status::ready) return;
        it.opening.get();
        if (it.writer) {
            commands_.start(ground_.commands(it.partition), it.first_letter);
            it.astray_until.reset();
            it.stand("owner");
        }
    }
    if (it.astray_until && it.writer && !it.ended) read_on(it);
    if (it.moving_until && Steady::now() >= *it.moving_until) close(it);
    if (it.ended) {
        if (it.writer && !it.writer->term_ended()) return stop_(trouble());
        commands_.stop(ground_.commands(it.partition));
        it.let_go();
        it.stand(it.placed ? "taking" : "standby");
        std::array<std::byte, 1> chance;
        ground_.random.fill(chance);
        it.again_at = Steady::now() + back_off_least +
                      milliseconds(std::to_integer<unsigned>(chance[0]) * back_off_spread_ms / 256);
    }
    if (it.placed && !it.writer && !it.opening.valid() && Steady::now() >= it.again_at) open(it);
    if (it.paused && it.under_way < Post::under_way_low) {
        commands_.resume(ground_.commands(it.partition));
        it.paused = false;
    }
}

/// On a thread of its own: the others are not to wait for this partition's log.
void CommandRole::open(Post& it) {
    it.stand("taking");
    it.opening = std::async(std::launch::async, [this, &it] {
        const std::lock_guard folding(it.folding);
        const auto stopped = [this, &it](const std::string& why) {
            note(why);
            it.ended = true;
            commands_.wake();
        };
        try {
            auto writer = std::make_unique<Writer>(it.partition, ground_.journal, ground_.keys,
                                                   it.state, ground_.clock, stopped, limits_);
            it.first_letter = first_letter(it.partition, writer->first_queued());
            const std::lock_guard counting(it.counting);
            it.writer = std::move(writer);
        } catch (const TermEnded& error) {
            it.ended = true;
            note(error.what());
        } catch (const kafka::KafkaError& error) {  // no broker answers: tried again
            it.ended = true;
            note(error.what());
        } catch (const std::exception& error) {
            stop_(error.what());
        }
    });
}

/// The first command that is not decided. What the topic has forgotten undecided, its retention has
/// passed over; but a topic that ends below what is decided is another one.
std::int64_t CommandRole::first_letter(int partition, std::uint64_t decided) {
    const kafka::Place place = ground_.commands(partition);
    const auto first = static_cast<std::int64_t>(decided);
    const kafka::Watermarks there = commands_.watermarks(place, asking);
    if (first <= there.high) return std::max(first, there.low);
    throw StoreError(kafka::to_text(place) + ", was made anew: it ends at " +
                     std::to_string(there.high) + ", and " + std::to_string(decided) +
                     " commands of it are decided; make a house of another prefix, and copy "
                     "this one's journal there");
}

/// Answers what is at the writer and lets go.
void CommandRole::close(Post& it) {
    it.placed = false;
    it.moving_until.reset();
    if (it.opening.valid()) it.opening.get();
    commands_.stop(ground_.commands(it.partition));
    if (it.writer) it.writer->drain();
    it.let_go();
    it.stand("standby");
}

/// Whoever takes a partition over has little left to fold.
void CommandRole::stand_by() {
    while (!stopping_) {
        for (const auto& it : posts_) {
            const std::unique_lock folding(it->folding, std::try_to_lock);
            if (!folding || it->standing.load() != std::string_view("standby")) continue;
            try {
                catch_up(it->partition, ground_.journal, ground_.keys, it->state);
            } catch (const std::exception& error) {
                return stop_(error.what());
            }
        }
        std::this_thread::sleep_for(standby_turn);
    }
}

// ---- How it is --------------------------------------------------------------------------------

Stance CommandRole::stance(int partition) const {
    const Post& it = post(partition);
    return {it.standing.load(), Steady::now() - it.since.load()};
}

WriterCounts CommandRole::writer(int partition) const {
    const Post& it = post(partition);
    const std::lock_guard counting(it.counting);
    return it.writer ? it.writer->counts() : WriterCounts{};
}

bool CommandRole::hindered() const {
    return hindered_ || (unplaced_ && std::ranges::all_of(posts_, [](const auto& it) {
                             return it->standing.load() == std::string_view("standby");
                         }));
}

MailCounts CommandRole::mail() const {
    const std::lock_guard lock(mutex_);
    MailCounts counts = mail_;
    counts.undelivered = outbox_.undelivered();
    return counts;
}

std::chrono::steady_clock::duration CommandRole::since_poll() const {
    return Steady::now() - polled_.load();
}

void CommandRole::note(const std::string& why) {
    const std::lock_guard lock(mutex_);
    trouble_ = why;
}

std::string CommandRole::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

}  // namespace dossier
