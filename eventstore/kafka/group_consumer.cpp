#include "eventstore/kafka/handle.hpp"

#include <deque>
#include <utility>

namespace dossier::kafka {
namespace {

constexpr milliseconds leave_wait_max{3000}, leave_step{100};

std::vector<Setting> placing(const GroupOptions& options) {
    return {
        {"group.id", options.group, true},
        {"partition.assignment.strategy", "range", true},
        {"enable.auto.commit", "false", true},
        {"enable.auto.offset.store", "false", true},
        {"session.timeout.ms", std::to_string(options.session_ms)},
        {"heartbeat.interval.ms", std::to_string(options.heartbeat_ms)},
        {"max.poll.interval.ms", "300000"},
    };
}

}  // namespace

struct GroupConsumer::Impl {
    Impl(const KafkaConfig& config, const GroupOptions& options)
        : handle(RD_KAFKA_CONSUMER, config, placing(options),
                 [](rd_kafka_conf_t* conf) { rd_kafka_conf_set_rebalance_cb(conf, rebalanced); }) {
        handle.told().owner = this;
        rd_kafka_poll_set_consumer(handle.get());
        queue.reset(rd_kafka_queue_get_consumer(handle.get()));
        const PartitionList topics(rd_kafka_topic_partition_list_new(1));
        rd_kafka_topic_partition_list_add(topics.get(), options.topic.c_str(),
                                          RD_KAFKA_PARTITION_UA);
        if (const rd_kafka_resp_err_t why = rd_kafka_subscribe(handle.get(), topics.get()))
            throw handle.error(why, "join " + options.group);
    }

    /// Leaves with a deadline of its own; the plain close waits for a broker that may be away.
    ~Impl() {
        closing = true;
        give_up();
        const Queue last(rd_kafka_queue_new(handle.get()));
        const ErrorHandle error(rd_kafka_consumer_close_queue(handle.get(), last.get()));
        const Until until(leave_wait_max);
        while (!error && rd_kafka_consumer_closed(handle.get()) == 0 && !until.over())
            rd_kafka_queue_poll_callback(last.get(), to_int(std::min(until.left(), leave_step)));
        handle.destroy_quietly();
    }

    static void rebalanced(rd_kafka_t* kafka, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t* list, void* told) {
        static_cast<Impl*>(static_cast<Told*>(told)->owner)->heed(kafka, what, list);
    }

    void heed(rd_kafka_t* kafka, rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t* list) {
        Placed next;
        for (int i = 0; i < list->cnt; ++i) next.partitions.push_back(list->elems[i].partition);
        if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
            next.kind = Placed::Kind::assigned;
            // Nothing is read here; an offset spares the question for a committed one.
            for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = 0;
            rd_kafka_assign(kafka, list);
            rd_kafka_pause_partitions(kafka, list);
        } else {
            next.kind = Placed::Kind::revoked;
            next.lost = rd_kafka_assignment_lost(kafka) != 0;
            to_give_up = true;
            if (closing || next.lost) give_up();
        }
        placed.push_back(std::move(next));
    }

    void give_up() {
        if (std::exchange(to_give_up, false)) rd_kafka_assign(handle.get(), nullptr);
    }

    Handle handle;
    Queue queue;
    std::deque<Placed> placed;
    bool to_give_up = false, closing = false;
};

GroupConsumer::GroupConsumer(const KafkaConfig& config, const GroupOptions& options)
    : impl_(std::make_unique<Impl>(config, options)) {}
GroupConsumer::~GroupConsumer() = default;

Placed GroupConsumer::poll(milliseconds deadline) {
    impl_->give_up();
    const Until until(deadline);
    Placed next;
    do {
        const MessageHandle message(
            impl_->placed.empty()
                ? rd_kafka_consumer_poll(impl_->handle.get(), to_int(until.left()))
                : nullptr);
        if (!impl_->placed.empty()) {
            next = std::move(impl_->placed.front());
            impl_->placed.pop_front();
            return next;
        }
        next.error = impl_->handle.told().take_fatal();
        if (!next.error && message && message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            next.error = impl_->handle.error(message->err, "stay in the group");
        if (next.error) {
            next.kind = Placed::Kind::error;
            return next;
        }
        if (!message) return next;  // the time is over, or wake()
    } while (!until.over());
    return next;
}

void GroupConsumer::wake() { rd_kafka_queue_yield(impl_->queue.get()); }

}  // namespace dossier::kafka
