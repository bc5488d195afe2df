#include "eventstore/kafka/handle.hpp"

#include <future>
#include <set>
#include <thread>

namespace dossier::kafka {
namespace {

const std::vector<Setting> reading = {
    // Records that are not there are told, never skipped.
    {"auto.offset.reset", "error", true},
    // What is in the log is in the log, for every reader; an open transaction of a stranger's holds
    // nobody up.
    {"isolation.level", "read_uncommitted", true},
    {"enable.auto.commit", "false", true},
    {"auto.commit.enable", "false", true},
    {"enable.partition.eof", "true", true},
    {"check.crcs", "true"},
    // How long the leader waits for a first record; a partition that is started meanwhile waits
    // too.
    {"fetch.wait.max.ms", "50"},
    {"fetch.error.backoff.ms", "50"},
    {"receive.message.max.bytes", "100000000"},
};

constexpr milliseconds heard_of_in{100};

Record record_of(const rd_kafka_message_t& message) {
    Record record;
    record.place = {rd_kafka_topic_name(message.rkt), message.partition};
    record.offset = message.offset;
    record.time_ms = rd_kafka_message_timestamp(&message, nullptr);
    if (message.key != nullptr)
        record.key.assign(static_cast<const char*>(message.key), message.key_len);
    if (message.payload != nullptr)
        record.value.emplace(static_cast<const char*>(message.payload), message.len);
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t bytes = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &bytes) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i)
        record.headers.push_back({name, std::string(static_cast<const char*>(value), bytes)});
    return record;
}

}  // namespace

// librdkafka's older interface to single partitions: no group is needed, each partition is started
// and stopped alone, and what was fetched before a start is not delivered after it.
struct Consumer::Impl {
    struct Reading {
        Place place;
        std::int64_t next = 0;  // the least offset that may come
        bool paused = false;
    };

    explicit Impl(const KafkaConfig& config)
        : handle(RD_KAFKA_CONSUMER, config, reading), queue(rd_kafka_queue_new(handle.get())) {
        // So that its errors are heard while records are waited for.
        const Queue main(rd_kafka_queue_get_main(handle.get()));
        rd_kafka_queue_forward(main.get(), queue.get());
    }

    ~Impl() {
        if (asked.valid()) asked.wait();  // it uses the handle
        for (const Reading& one : readings)
            rd_kafka_consume_stop(topic(one.place.topic), one.place.partition);
        const Queue main(rd_kafka_queue_get_main(handle.get()));
        rd_kafka_queue_forward(main.get(), nullptr);
    }

    rd_kafka_topic_t* topic(const std::string& name) {
        TopicHandle& found = topics[name];
        if (!found) found.reset(rd_kafka_topic_new(handle.get(), name.c_str(), nullptr));
        if (!found) throw handle.error(rd_kafka_last_error(), "topic " + name);
        return found.get();
    }

    Reading* find(std::string_view name, int partition) {
        for (Reading& one : readings)
            if (one.place.partition == partition && one.place.topic == name) return &one;
        return nullptr;
    }

    void hold(const Place& place, bool paused) {
        Reading* one = find(place.topic, place.partition);
        // Resuming what is not paused would rewind it.
        if (one == nullptr || one->paused == paused) return;
        const PartitionList list(rd_kafka_topic_partition_list_new(1));
        rd_kafka_topic_partition_list_add(list.get(), place.topic.c_str(), place.partition);
        const rd_kafka_resp_err_t why = paused
                                            ? rd_kafka_pause_partitions(handle.get(), list.get())
                                            : rd_kafka_resume_partitions(handle.get(), list.get());
        if (why != RD_KAFKA_RESP_ERR_NO_ERROR)
            throw handle.error(why, (paused ? "pause " : "resume ") + text_of(place));
        one->paused = paused;
    }

    /// Nothing when it is of no interest.
    std::optional<Polled> heed(const rd_kafka_message_t& message) {
        Reading* one = message.rkt == nullptr
                           ? nullptr
                           : find(rd_kafka_topic_name(message.rkt), message.partition);
        if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            if (one == nullptr || message.offset < one->next) return {};
            one->next = message.offset + 1;
            return Polled{Polled::Kind::record, record_of(message), {}};
        }
        if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            if (one == nullptr) return {};
            Polled end{.kind = Polled::Kind::end};
            end.record.place = one->place;
            end.record.offset = message.offset;
            return end;
        }
        Polled error{.kind = Polled::Kind::error};
        if (one != nullptr) {
            error.record.place = one->place;
            error.record.offset = one->next;
        }
        const std::string doing =
            "read " + (one == nullptr ? std::string("from Kafka")
                                      : text_of(one->place) + " at " + std::to_string(one->next));
        error.error = handle.error(message.err, doing);
        return error;
    }

    Handle handle;
    Queue queue;
    std::map<std::string, TopicHandle> topics;
    std::vector<Reading> readings;
    std::mutex asking;  // of `asked`
    std::future<std::pair<rd_kafka_resp_err_t, Watermarks>> asked;
};

Consumer::Consumer(const KafkaConfig& config) : impl_(std::make_unique<Impl>(config)) {}
Consumer::~Consumer() = default;

void Consumer::start(const Place& place, std::int64_t offset) {
    stop(place);
    if (rd_kafka_consume_start_queue(impl_->topic(place.topic), place.partition, offset,
                                     impl_->queue.get()) != 0)
        throw impl_->handle.error(rd_kafka_last_error(), "read " + text_of(place));
    impl_->readings.push_back({place, offset});
}

void Consumer::stop(const Place& place) {
    resume(place);  // the pause would outlive the stop
    const auto removed = std::erase_if(
        impl_->readings, [&](const Impl::Reading& one) { return one.place == place; });
    if (removed > 0) rd_kafka_consume_stop(impl_->topic(place.topic), place.partition);
}

void Consumer::pause(const Place& place) { impl_->hold(place, true); }
void Consumer::resume(const Place& place) { impl_->hold(place, false); }

Polled Consumer::poll(milliseconds deadline) {
    const Until until(deadline);
    do {
        const MessageHandle message(
            rd_kafka_consume_queue(impl_->queue.get(), to_int(until.left())));
        if (std::optional<KafkaError> fatal = impl_->handle.told().take_fatal())
            return {Polled::Kind::error, {}, std::move(fatal)};
        if (!message) return {};  // the time is over, or wake()
        if (std::optional<Polled> polled = impl_->heed(*message)) return *std::move(polled);
    } while (!until.over());
    return {};
}

void Consumer::wake() { rd_kafka_queue_yield(impl_->queue.get()); }

std::optional<std::int64_t> Consumer::end_seen(const Place& place) const {
    std::int64_t low = 0, high = 0;
    const rd_kafka_resp_err_t why = rd_kafka_get_watermark_offsets(
        impl_->handle.get(), place.topic.c_str(), place.partition, &low, &high);
    if (why != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return std::nullopt;
    return high;
}

// The library's question may outlast its own time-out, so that it is asked beside. A late answer is
// thrown away: what it says was so before this question. A topic that was made just now not every
// broker has heard of.
Watermarks Consumer::watermarks(const Place& place, milliseconds deadline) {
    const Until until(deadline);
    const std::lock_guard lock(impl_->asking);
    const auto late = [&] {
        return KafkaError(Trouble::retriable, "ask for the end of " + text_of(place) +
                                                  ": no answer in time" +
                                                  impl_->handle.told().reason());
    };
    if (impl_->asked.valid() && impl_->asked.wait_for(until.left()) != std::future_status::ready)
        throw late();
    while (true) {
        impl_->asked =
            std::async(std::launch::async, [kafka = impl_->handle.get(), place, deadline] {
                Watermarks found;
                const rd_kafka_resp_err_t why =
                    rd_kafka_query_watermark_offsets(kafka, place.topic.c_str(), place.partition,
                                                     &found.low, &found.high, to_int(deadline));
                return std::pair(why, found);
            });
        if (impl_->asked.wait_for(until.left()) != std::future_status::ready) throw late();
        const auto [why, found] = impl_->asked.get();
        if (why == RD_KAFKA_RESP_ERR_NO_ERROR) return found;
        const bool new_to_it =
            why == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || why == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
        if (!new_to_it || until.left() <= heard_of_in)
            throw impl_->handle.error(why, "ask for the end of " + text_of(place));
        std::this_thread::sleep_for(heard_of_in);
    }
}

}  // namespace dossier::kafka
