#include "consumers/kafka/kafka_house.hpp"

#include "eventstore/kafka/keys.hpp"

namespace dossier {
namespace {

constexpr kafka::milliseconds making{30000};

/// As many partitions as the house has, or will have.
kafka::HousePlan plan_of(const KafkaOptions& options) {
    kafka::HousePlan plan = options.plan;
    kafka::Admin admin(options.config);
    if (admin.describe(arriving_topic(plan).name, making))
        throw StoreError(journal_topic(plan).name +
                         " is not copied to its end: say the same 'dossier copy' again");
    if (const auto journal = admin.describe(journal_topic(plan).name, making))
        plan.partitions = journal->partitions;
    return plan;
}

/// Makes what is not there.
void ensure_topics(const kafka::KafkaConfig& config, const kafka::HousePlan& plan) {
    kafka::Admin admin(config);
    for (const kafka::Topic& topic : {journal_topic(plan), commands_topic(plan),
                                      replies_topic(plan), events_topic(plan), keys_topic(plan)})
        admin.ensure(topic, making);
}

}  // namespace

/// In the order in which they need each other.
struct KafkaHouse::Partition {
    std::unique_ptr<Views> views;
    std::unique_ptr<Queries> queries;
    std::mutex placing;
    std::unique_ptr<React> react;  // these, while they are placed here
    std::unique_ptr<Relay> relay;
};

KafkaHouse::KafkaHouse(const rocks::Disk& disk, const Clock& clock, Random& random,
                       std::function<void(const std::string&)> stop, KafkaOptions options,
                       const kafka::Journal::Progress& progress)
    : plan_(plan_of(options)),
      directory_(disk, plan_.partitions),
      clock_(clock),
      roles_(options.roles),
      tokens_(token_key(disk.root / "token.key", random), clock) {
    if (plan_.partitions != directory_.partitions())
        throw StoreError(disk.root.string() + " was made for " +
                         std::to_string(directory_.partitions()) + " partitions, and " +
                         journal_topic(plan_).name + " has " + std::to_string(plan_.partitions) +
                         "; name another folder: all in it can be made again");
    ensure_topics(options.config, plan_);
    keys_ = kafka::open_keys(options.config, keys_topic(plan_).name,
                             root_key(disk.root / "root.key", random), random);
    journal_ = std::make_unique<kafka::Journal>(options.config, journal_topic(plan_).name,
                                                plan_.partitions, disk.at("journal"), random,
                                                kafka::JournalTimes{}, progress);
    const Ground ground{options.config, plan_,  disk,   *journal_,           *keys_,
                        tokens_,        clock_, random, options.virtual_time};
    for (int i = 0; i < plan_.partitions; ++i) {
        Partition& it = *all_.emplace_back(std::make_unique<Partition>());
        if (!roles_.query) continue;
        it.views =
            std::make_unique<Views>(disk.at("views").at(std::to_string(i)), i, *journal_, *keys_);
        it.queries = std::make_unique<Queries>(*it.views, *journal_, *keys_, clock_);
        it.views->start();
    }
    if (roles_.api || roles_.react) gateway_ = std::make_unique<Gateway>(ground);
    if (roles_.command)
        command_ = std::make_unique<CommandRole>(ground, std::move(stop), options.limits);
    if (roles_.react) place_react(ground);
    if (roles_.relay) place_relay(ground);
}

void KafkaHouse::place_react(const Ground& ground) {
    const std::filesystem::path folder = ground.disk.root / "react";
    std::filesystem::create_directories(folder);
    react_ = std::make_unique<Placement>(
        ground.config,
        kafka::GroupOptions{.group = ground.plan.prefix + ".react",
                            .topic = journal_topic(ground.plan).name},
        [this, folder](int partition) {
            Partition& it = *all_.at(static_cast<std::size_t>(partition));
            const std::lock_guard lock(it.placing);
            it.react = std::make_unique<React>(
                partition, *journal_, *keys_,
                [this](Request request, Reply reply) {
                    gateway_->submit(std::move(request), std::move(reply));
                },
                folder / std::to_string(partition));
        },
        [this](int partition) {
            Partition& it = *all_.at(static_cast<std::size_t>(partition));
            std::unique_ptr<React> ended;
            const std::lock_guard lock(it.placing);
            ended.swap(it.react);
        });
}

void KafkaHouse::place_relay(const Ground& ground) {
    const std::string events = events_topic(ground.plan).name;
    relay_ = std::make_unique<Placement>(
        ground.config, kafka::GroupOptions{.group = ground.plan.prefix + ".relay", .topic = events},
        [this, events, config = ground.config](int partition) {
            Partition& it = *all_.at(static_cast<std::size_t>(partition));
            const std::lock_guard lock(it.placing);
            it.relay = std::make_unique<Relay>(config, kafka::Place{events, partition}, *journal_);
        },
        [this](int partition) {
            Partition& it = *all_.at(static_cast<std::size_t>(partition));
            std::unique_ptr<Relay> ended;
            const std::lock_guard lock(it.placing);
            ended.swap(it.relay);
        });
}

KafkaHouse::~KafkaHouse() { drain(); }

void KafkaHouse::submit(Request request, Reply reply) {
    if (!roles_.api) throw StoreError("this process has no role `api`: it sends no commands");
    gateway_->submit(std::move(request), std::move(reply));
}

const Queries& KafkaHouse::queries(std::string_view tenant) const {
    const auto place = static_cast<std::size_t>(partition_of(tenant, partitions()));
    if (!roles_.query) throw StoreError("this process has no role `query`: it answers nothing");
    return *all_[place]->queries;
}

void KafkaHouse::drain() {
    react_.reset();
    if (gateway_) gateway_->drain();
    command_.reset();
    for (const auto& it : all_) {  // all at once, and then one after the other
        const std::lock_guard lock(it->placing);
        if (it->relay) it->relay->stop();
    }
    relay_.reset();
}

std::vector<PartitionHealth> KafkaHouse::health() const {
    std::vector<PartitionHealth> all;
    for (int i = 0; i < partitions(); ++i) {
        Partition& it = *all_[static_cast<std::size_t>(i)];
        PartitionHealth& health = all.emplace_back();
        health.partition = i;
        health.journal_end = journal_->end(i);
        health.log_lag = journal_->behind_seen(i);
        health.trouble = journal_->trouble();
        health.viewed = it.views != nullptr;
        if (it.views) health.views = it.views->health();
        health.standing = {};
        if (command_) {
            health.writer = command_->writer(i);
            const Stance stance = command_->stance(i);
            health.standing = stance.what;
            health.standing_seconds = std::chrono::duration<double>(stance.since).count();
            if (stance.what == "taking" || command_->hindered())
                health.standing_trouble = command_->trouble();
        }
        const std::lock_guard lock(it.placing);
        if (it.relay) health.relay = it.relay->health();
        health.reacting = it.react != nullptr;
        if (!it.react) continue;
        health.reacted = it.react->position();
        health.react_trouble = it.react->trouble();
        health.react_parked = it.react->parked();
    }
    return all;
}

std::optional<LogCounts> KafkaHouse::log_counts() const {
    const kafka::JournalCounts of = journal_->counts();
    LogCounts counts{of.terms, of.entries, of.voided, of.unreadable, of.alarms};
    const auto polled = [&](std::string_view loop, std::chrono::steady_clock::duration since) {
        counts.poll_ages.emplace_back(loop, std::chrono::duration<double>(since).count());
    };
    polled("journal", journal_->since_poll());
    if (gateway_) {
        const ReplyCounts replies = gateway_->counts();
        counts.replies_heard = replies.heard;
        counts.replies_missed = replies.missed;
        counts.replies_waiting = replies.waiting;
        counts.undelivered = replies.undelivered;
        polled("replies", gateway_->since_poll());
    }
    if (react_) {
        counts.partitions_lost = react_->lost();
        polled("react", react_->since_poll());
    }
    if (relay_) {
        counts.partitions_lost += relay_->lost();
        polled("relay", relay_->since_poll());
    }
    if (!command_) return counts;
    const MailCounts mail = command_->mail();
    counts.letters = mail.letters;
    counts.letters_unreadable = mail.unreadable;
    counts.letters_misrouted = mail.misrouted;
    counts.replies_sent = mail.replies;
    counts.undelivered += mail.undelivered;
    counts.partitions_lost += mail.lost;
    polled("command", command_->since_poll());
    return counts;
}

}  // namespace dossier
