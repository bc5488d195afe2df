#include "base/random.hpp"
#include "eventstore/kafka/handle.hpp"
#include "eventstore/kafka/topics.hpp"

#include <array>
#include <cstring>
#include <thread>

namespace dossier::kafka {
namespace {

constexpr milliseconds again_ms{50};
constexpr std::uint64_t making_min = std::uint64_t{1} << 61;
constexpr const char* making_setting = "flush.ms";

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroys<rd_kafka_NewTopic_destroy>>;
using DeleteTopic = std::unique_ptr<rd_kafka_DeleteTopic_t, Destroys<rd_kafka_DeleteTopic_destroy>>;
using Resource =
    std::unique_ptr<rd_kafka_ConfigResource_t, Destroys<rd_kafka_ConfigResource_destroy>>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, Destroys<rd_kafka_AdminOptions_destroy>>;

std::string random_making() {
    std::array<std::byte, 8> bytes;
    SystemRandom().fill(bytes);
    std::uint64_t number = 0;
    std::memcpy(&number, bytes.data(), bytes.size());
    return std::to_string(making_min + number % making_min);
}

std::uint64_t making_of(const std::map<std::string, std::string>& settings) {
    const auto found = settings.find(making_setting);
    const std::uint64_t number = found == settings.end() ? 0 : std::stoull(found->second);
    return number >= making_min && number < 2 * making_min ? number : 0;
}

bool will_do(const std::string& name, const std::string& is, const std::string& wish) {
    return name == in_sync_setting ? std::stoi(is) >= std::stoi(wish) : is == wish;
}

/// What this topic has otherwise than it should; empty when nothing.
std::string otherwise(const Topic& wished, const TopicFacts& facts) {
    std::string all;
    const auto note = [&](const std::string& what, const std::string& is, const std::string& wish) {
        all += (all.empty() ? "" : "; ") + what + " is " + is + " and must be " + wish;
    };
    if (facts.partitions != wished.partitions)
        note("partitions", std::to_string(facts.partitions), std::to_string(wished.partitions));
    if (facts.replicas < wished.replicas)
        note("replicas", std::to_string(facts.replicas), std::to_string(wished.replicas));
    for (const auto& [name, value] : wished.settings) {
        const auto found = facts.settings.find(name);
        if (found == facts.settings.end() || !will_do(name, found->second, value))
            note(name, found == facts.settings.end() ? "unknown" : found->second, value);
    }
    return all;
}

}  // namespace

struct Admin::Impl {
    // A consumer's handle: asking about a topic as a producer makes it where brokers allow that.
    explicit Impl(const KafkaConfig& config)
        : handle(RD_KAFKA_CONSUMER, config, {{"allow.auto.create.topics", "false", true}}),
          queue(rd_kafka_queue_new(handle.get())) {}

    /// With what was wrong with the brokers meanwhile, which nobody else has heard.
    KafkaError error(rd_kafka_resp_err_t why, const std::string& doing) {
        rd_kafka_poll(handle.get(), 0);
        return handle.error(why, doing);
    }

    Options options(rd_kafka_admin_op_t what, const Until& until) {
        Options made(rd_kafka_AdminOptions_new(handle.get(), what));
        const int ms = std::max(1, to_int(until.left()));
        rd_kafka_AdminOptions_set_request_timeout(made.get(), ms, nullptr, 0);
        if (what == RD_KAFKA_ADMIN_OP_CREATETOPICS || what == RD_KAFKA_ADMIN_OP_DELETETOPICS)
            rd_kafka_AdminOptions_set_operation_timeout(made.get(), ms, nullptr, 0);
        return made;
    }

    EventHandle answer(const Until& until, const std::string& doing) {
        // Its own time-out comes first; this one is for a library that forgets it.
        EventHandle event(
            rd_kafka_queue_poll(queue.get(), to_int(until.left() + milliseconds(1000))));
        if (!event) {
            queue.reset(rd_kafka_queue_new(handle.get()));  // a late answer is nobody's
            throw error(RD_KAFKA_RESP_ERR__TIMED_OUT, doing);
        }
        if (const rd_kafka_resp_err_t why = rd_kafka_event_error(event.get()))
            throw error(why, doing);
        return event;
    }

    /// Its partitions and replicas; nothing when it is not there.
    std::optional<TopicFacts> layout(const std::string& name, const Until& until, bool* ready) {
        const TopicHandle topic(rd_kafka_topic_new(handle.get(), name.c_str(), nullptr));
        const rd_kafka_metadata_t* metadata = nullptr;
        const rd_kafka_resp_err_t why =
            rd_kafka_metadata(handle.get(), 0, topic.get(), &metadata, to_int(until.left()));
        if (why != RD_KAFKA_RESP_ERR_NO_ERROR) throw error(why, "ask about topic " + name);
        const std::unique_ptr<const rd_kafka_metadata_t, Destroys<rd_kafka_metadata_destroy>> held(
            metadata);
        const rd_kafka_metadata_topic_t& found = metadata->topics[0];
        if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return {};
        if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR &&
            found.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
            throw error(found.err, "ask about topic " + name);
        TopicFacts facts;
        facts.partitions = found.partition_cnt;
        *ready = found.partition_cnt > 0;
        for (int i = 0; i < found.partition_cnt; ++i) {
            const rd_kafka_metadata_partition_t& one = found.partitions[i];
            facts.replicas = i == 0 ? one.replica_cnt : std::min(facts.replicas, one.replica_cnt);
            *ready &= one.leader >= 0;
        }
        return facts;
    }

    /// Nothing when the broker that was asked does not know the topic, yet or any more.
    std::optional<std::map<std::string, std::string>> settings(const std::string& name,
                                                               const Until& until) {
        const std::string doing = "ask for the settings of topic " + name;
        const Resource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
        rd_kafka_ConfigResource_t* resources[] = {resource.get()};
        rd_kafka_DescribeConfigs(handle.get(), resources, 1,
                                 options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, until).get(),
                                 queue.get());
        const EventHandle event = answer(until, doing);
        std::size_t count = 0;
        const rd_kafka_ConfigResource_t** found = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event.get()), &count);
        if (count != 1) throw error(RD_KAFKA_RESP_ERR__BAD_MSG, doing);
        const rd_kafka_resp_err_t why = rd_kafka_ConfigResource_error(found[0]);
        if (why == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return {};
        if (why != RD_KAFKA_RESP_ERR_NO_ERROR) throw error(why, doing);
        std::map<std::string, std::string> all;
        const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(found[0], &count);
        for (std::size_t i = 0; i < count; ++i)
            if (const char* value = rd_kafka_ConfigEntry_value(entries[i]))
                all.emplace(rd_kafka_ConfigEntry_name(entries[i]), value);
        return all;
    }

    std::optional<TopicFacts> describe(const std::string& name, const Until& until, bool* ready) {
        std::optional<TopicFacts> facts = layout(name, until, ready);
        if (!facts) return {};
        const auto found = settings(name, until);
        if (!found) return {};
        facts->settings = *found;
        facts->making = making_of(*found);
        return facts;
    }

    /// That somebody else makes it at the same time is as good.
    void create(const Topic& wished, const Until& until) {
        const std::string doing = "make topic " + wished.name;
        std::array<char, 512> text{};
        const NewTopic made(rd_kafka_NewTopic_new(wished.name.c_str(), wished.partitions,
                                                  wished.replicas, text.data(), text.size()));
        if (!made) throw KafkaError(Trouble::fatal, doing + ": " + text.data());
        for (const auto& [name, value] : wished.settings)
            rd_kafka_NewTopic_set_config(made.get(), name.c_str(), value.c_str());
        rd_kafka_NewTopic_set_config(made.get(), making_setting, random_making().c_str());
        rd_kafka_NewTopic_t* topics[] = {made.get()};
        rd_kafka_CreateTopics(handle.get(), topics, 1,
                              options(RD_KAFKA_ADMIN_OP_CREATETOPICS, until).get(), queue.get());
        const EventHandle event = answer(until, doing);
        std::size_t count = 0;
        const rd_kafka_topic_result_t** results = rd_kafka_CreateTopics_result_topics(
            rd_kafka_event_CreateTopics_result(event.get()), &count);
        heed(results, count, doing, RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS);
    }

    void heed(const rd_kafka_topic_result_t** results, std::size_t count, const std::string& doing,
              rd_kafka_resp_err_t as_good) {
        for (std::size_t i = 0; i < count; ++i) {
            const rd_kafka_resp_err_t why = rd_kafka_topic_result_error(results[i]);
            if (why == RD_KAFKA_RESP_ERR_NO_ERROR || why == as_good) continue;
            const char* text = rd_kafka_topic_result_error_string(results[i]);
            throw KafkaError(trouble_of(why, Trouble::retriable),
                             doing + ": " + (text == nullptr ? rd_kafka_err2str(why) : text));
        }
    }

    Handle handle;
    Queue queue;
};

Admin::Admin(const KafkaConfig& config) : impl_(std::make_unique<Impl>(config)) {}
Admin::~Admin() = default;

std::string Admin::cluster_id(milliseconds deadline) {
    char* found = rd_kafka_clusterid(impl_->handle.get(), to_int(deadline));
    if (found == nullptr)
        throw impl_->error(RD_KAFKA_RESP_ERR__TIMED_OUT, "ask for the cluster's id");
    const std::string id = found;
    rd_kafka_mem_free(impl_->handle.get(), found);
    return id;
}

std::optional<TopicFacts> Admin::describe(const std::string& topic, milliseconds deadline) {
    bool ready = false;
    return impl_->describe(topic, Until(deadline), &ready);
}

TopicFacts Admin::ensure(const Topic& wished, milliseconds deadline) {
    const Until until(deadline);
    if (bool ready = false; !impl_->describe(wished.name, until, &ready))
        impl_->create(wished, until);
    // Other brokers may not know it at once, and its partitions are given leaders one by one.
    while (!until.over()) {
        bool ready = false;
        const std::optional<TopicFacts> facts = impl_->describe(wished.name, until, &ready);
        const std::string wrong = facts ? otherwise(wished, *facts) : "";
        if (!wrong.empty() && ready)
            throw KafkaError(Trouble::fatal, "topic " + wished.name + ": " + wrong);
        if (facts && ready) return *facts;
        std::this_thread::sleep_for(std::min(again_ms, until.left()));
    }
    throw impl_->error(RD_KAFKA_RESP_ERR__TIMED_OUT, "make topic " + wished.name);
}

int Admin::members(const std::string& group, milliseconds deadline) {
    const rd_kafka_group_list* found = nullptr;
    const rd_kafka_resp_err_t why =
        rd_kafka_list_groups(impl_->handle.get(), group.c_str(), &found, to_int(deadline));
    if (why != RD_KAFKA_RESP_ERR_NO_ERROR) throw impl_->error(why, "ask who is in group " + group);
    int members = 0;
    for (int i = 0; i < found->group_cnt; ++i) members += found->groups[i].member_cnt;
    rd_kafka_group_list_destroy(found);
    return members;
}

void Admin::remove(const std::string& topic, milliseconds deadline) {
    const Until until(deadline);
    const std::string doing = "remove topic " + topic;
    const DeleteTopic wanted(rd_kafka_DeleteTopic_new(topic.c_str()));
    rd_kafka_DeleteTopic_t* topics[] = {wanted.get()};
    rd_kafka_DeleteTopics(impl_->handle.get(), topics, 1,
                          impl_->options(RD_KAFKA_ADMIN_OP_DELETETOPICS, until).get(),
                          impl_->queue.get());
    const EventHandle event = impl_->answer(until, doing);
    std::size_t count = 0;
    const rd_kafka_topic_result_t** results = rd_kafka_DeleteTopics_result_topics(
        rd_kafka_event_DeleteTopics_result(event.get()), &count);
    impl_->heed(results, count, doing, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
}

}  // namespace dossier::kafka
