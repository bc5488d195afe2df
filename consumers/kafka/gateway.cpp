#include "consumers/kafka/gateway.hpp"

#include "base/random.hpp"
#include "consumers/kafka/letter.hpp"
#include "consumers/reply.hpp"
#include "eventstore/refusals.hpp"

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
      outbox_(ground.config),
      replies_(ground.config) {
    for (int i = 0; i < ground_.partitions(); ++i)
        replies_.start(ground_.replies(i), replies_.watermarks(ground_.replies(i), asking).high);
    thread_ = std::thread([this] { run(); });
}

Gateway::~Gateway() {
    stopping_ = true;
    replies_.wake();
    thread_.join();
}

// ---- Out --------------------------------------------------------------------------------------

void Gateway::submit(Request request, Reply reply) {
    const std::string id = request.command.id;
    const kafka::Place place = ground_.commands(partition_of(request.tenant, ground_.partitions()));
    kafka::Message message;
    {
        const std::lock_guard lock(mutex_);
        const Rule* const no = closed_                                  ? &refused::closing
                               : waiting_.size() >= limits_.waiting_max ? &refused::busy
                                                                        : nullptr;
        if (no != nullptr) return reply({.why = *no});
        message = letter(request, place, token_of(request.tenant, request.actor.value_or(UserId{})),
                         token_of(request.tenant, {}), name_);
        waiting_.emplace(id, Waiting{std::move(reply), Steady::now() + limits_.patience});
    }
    outbox_.send(message);
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
    while (!stopping_) {
        const kafka::Polled polled = replies_.poll(turn);
        if (polled.kind == kafka::Polled::Kind::record) hear(polled.record);
        if (Steady::now() < next_look) continue;
        next_look = Steady::now() + turn;
        answer_late();
    }
}

void Gateway::hear(const kafka::Record& record) {
    std::vector<Reply> replies;
    {
        const std::lock_guard lock(mutex_);
        const auto [first, last] = waiting_.equal_range(record.key);
        if (first == last) return;  // another door's
        for (auto at = first; at != last; ++at) replies.push_back(std::move(at->second.reply));
        waiting_.erase(first, last);
    }
    fewer_.notify_all();
    const std::optional<Answer> answer =
        answer_from(record.value ? std::string_view(*record.value) : std::string_view());
    for (const Reply& reply : replies) reply(answer ? *answer : Answer{.why = refused::fault});
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
    }
    fewer_.notify_all();
    for (const Reply& reply : replies) reply({.why = refused::unheard});
}

void Gateway::drain() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    fewer_.wait_for(lock, drain_max, [&] { return waiting_.empty(); });
}

std::size_t Gateway::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

}  // namespace dossier
