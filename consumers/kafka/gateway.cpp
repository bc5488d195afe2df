#include "consumers/kafka/gateway.hpp"

#include "base/random.hpp"
#include "consumers/kafka/letter.hpp"
#include "consumers/kafka/tried.hpp"
#include "consumers/reply.hpp"
#include "eventstore/refusals.hpp"

#include <set>

namespace dossier {
namespace {

constexpr kafka::milliseconds turn{500}, asking{5000};
constexpr std::chrono::seconds drain_max{10};
constexpr std::chrono::minutes token_life{10}, token_left{2}, clocks_apart{1};
constexpr std::size_t minted_max = 10'000;

}  // namespace

Gateway::Gateway(const Ground& ground, GatewayLimits limits)
    : ground_(ground),
      limits_(limits),
      name_(uuid7(ground.clock.now(), ground.random)),
      replies_(ground.config),
      outbox_(ground.config) {
    for (int i = 0; i < ground_.partitions(); ++i) replies_.start(ground_.replies(i), end_of(i));
    thread_ = std::thread([this] { run(); });
}

Gateway::~Gateway() {
    stopping_ = true;
    replies_.wake();
    thread_.join();
}

// ---- Out --------------------------------------------------------------------------------------

void Gateway::submit(Request request, Reply reply) {
    const kafka::Place place = ground_.commands(partition_of(request.tenant, ground_.partitions()));
    std::string reply_to;
    kafka::Message message;
    {
        std::unique_lock lock(mutex_);
        const Rule* const no = closed_                                  ? &refused::closing
                               : waiting_.size() >= limits_.waiting_max ? &refused::busy
                                                                        : nullptr;
        if (no != nullptr) {
            lock.unlock();  // whoever hears it may submit again
            return reply({.why = *no});
        }
        reply_to = name_ + '.' + std::to_string(++submitted_);
        message = letter(request, place, token_of(request.tenant, request.actor.value_or(UserId{})),
                         token_of(request.tenant, {}), reply_to);
        const auto now = Steady::now();
        waiting_.emplace(reply_to, Waiting{std::move(reply), message, now + limits_.patience,
                                           now + limits_.again_in, 2 * limits_.again_in});
    }
    outbox_.send(message, [this, reply_to](const std::string&) { give_up(reply_to); });
}

/// It may have been delivered all the same.
void Gateway::give_up(const std::string& reply_to) {
    std::unique_lock lock(mutex_);
    auto lost = waiting_.extract(reply_to);
    missed_ += !lost.empty();
    lock.unlock();
    fewer_.notify_all();
    if (lost) lost.mapped().reply({.why = refused::unheard});
}

/// Of its own making, as long as it holds: the one that was shown at the door is the door's.
std::string Gateway::token_of(const std::string& tenant, const UserId& user) {
    const Timestamp now = ground_.clock.now();
    if (minted_.size() >= minted_max) minted_.clear();
    Minted& minted = minted_[{tenant, user.text}];
    if (minted.until <= now + token_left) {
        minted.until = now + token_life;
        minted.token = ground_.tokens.sign({tenant, user, now + -clocks_apart, minted.until});
    }
    return minted.token;
}

// ---- Back -------------------------------------------------------------------------------------

void Gateway::run() {
    auto next_look = Steady::now() + turn;
    std::set<int> deaf;  // partitions where nothing is heard until they are begun again
    while (!stopping_) {
        polled_ = Steady::now();
        const kafka::Polled polled = replies_.poll(turn);
        if (polled.kind == kafka::Polled::Kind::record) hear(polled.record);
        if (polled.kind == kafka::Polled::Kind::error &&
            polled.error->trouble() == kafka::Trouble::gone)
            deaf.insert(polled.record.place.partition);
        if (Steady::now() < next_look) continue;
        next_look = Steady::now() + turn;
        std::erase_if(deaf, [this](int partition) { return listen(partition); });
        answer_late();
        send_again();
    }
}

std::int64_t Gateway::end_of(int partition) {
    return replies_.watermarks(ground_.replies(partition), asking).high;
}

/// From now on; what was said meanwhile is asked for again. False when no broker answers.
bool Gateway::listen(int partition) try {
    replies_.start(ground_.replies(partition), end_of(partition));
    return true;
} catch (const kafka::KafkaError&) {
    return false;
}

void Gateway::hear(const kafka::Record& record) {
    const auto reply_to = header(record.headers, "reply_to");
    if (!reply_to || !reply_to->starts_with(name_)) return;  // another door's
    std::unique_lock lock(mutex_);
    const auto heard = waiting_.extract(std::string(*reply_to));
    heard_ += !heard.empty();
    lock.unlock();
    fewer_.notify_all();
    if (!heard) return;  // it was late, or came twice
    const Waiting& waiting = heard.mapped();
    std::optional<Answer> answer =
        answer_from(record.value ? std::string_view(*record.value) : std::string_view());
    if (!answer) return waiting.reply({.why = refused::fault});
    open_tried(*answer, record.headers, waiting.message.key, heard.key(), ground_.keys);
    waiting.reply(std::move(*answer));
}

void Gateway::answer_late() {
    std::vector<Reply> replies;
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(waiting_, [&, now = Steady::now()](auto& one) {
            if (one.second.until >= now) return false;
            replies.push_back(std::move(one.second.reply));
            return true;
        });
        missed_ += replies.size();
    }
    fewer_.notify_all();
    for (const Reply& reply : replies) reply({.why = refused::unheard});
}

void Gateway::send_again() {
    std::vector<kafka::Message> again;
    {
        const std::lock_guard lock(mutex_);
        const auto now = Steady::now();
        for (auto& [reply_to, one] : waiting_) {
            if (one.again_at > now) continue;
            one.again_at = now + one.again_in;
            one.again_in *= 2;
            again.push_back(one.message);
        }
    }
    for (const kafka::Message& message : again) outbox_.send(message);
}

void Gateway::drain() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    fewer_.wait_for(lock, drain_max, [&] { return waiting_.empty(); });
}

ReplyCounts Gateway::counts() const {
    const std::lock_guard lock(mutex_);
    return {waiting_.size(), heard_, missed_, outbox_.undelivered()};
}

}  // namespace dossier
