#include "eventstore/kafka/handle.hpp"

#include <array>

namespace dossier::kafka {
namespace {

constexpr milliseconds metadata_wait_max{1000}, purge_wait_max{1000}, full_wait{10};

const std::vector<Setting> producing = {
    {"enable.idempotence", "true", true},
    {"acks", "all", true},
    {"linger.ms", "0"},
    // Short: what could not be sent in time must not land when nobody waits for it any more.
    {"message.timeout.ms", "3000"},
    {"message.max.bytes", std::to_string(record_bytes_max)},
};

struct Waiting {
    std::function<void(Delivery)> done;
};

/// What the reports of one batch are gathered in; they may come after nobody waits for it.
struct Batch {
    std::vector<Delivery> deliveries;
    std::size_t left = 0;
};

}  // namespace

struct Producer::Impl {
    explicit Impl(const KafkaConfig& config)
        : handle(RD_KAFKA_PRODUCER, config, producing,
                 [](rd_kafka_conf_t* conf) { rd_kafka_conf_set_dr_msg_cb(conf, report); }),
          main(rd_kafka_queue_get_main(handle.get())) {}

    ~Impl() { purge(); }

    static void report(rd_kafka_t* kafka, const rd_kafka_message_t* message, void* told) {
        const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(message->_private));
        Delivery delivery{message->offset, {}};
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            delivery.offset = -1;
            const std::string where =
                text_of({rd_kafka_topic_name(message->rkt), message->partition});
            std::string why = rd_kafka_err2str(message->err);
            std::array<char, 512> more{};
            if (rd_kafka_fatal_error(kafka, more.data(), more.size()) != 0) why = more.data();
            delivery.error.emplace(
                trouble_of(message->err, Trouble::end_of_term),
                "write to " + where + ": " + why + static_cast<Told*>(told)->reason());
        }
        waiting->done(std::move(delivery));
    }

    /// The first record to a topic that is not known yet would wait for a second.
    rd_kafka_topic_t* topic(const std::string& name, milliseconds wait) {
        const std::lock_guard lock(mutex);
        TopicHandle& found = topics[name];
        if (found) return found.get();
        found.reset(rd_kafka_topic_new(handle.get(), name.c_str(), nullptr));
        if (!found) throw handle.error(rd_kafka_last_error(), "topic " + name);
        const rd_kafka_metadata_t* metadata = nullptr;
        if (rd_kafka_metadata(handle.get(), 0, found.get(), &metadata, to_int(wait)) ==
            RD_KAFKA_RESP_ERR_NO_ERROR)
            rd_kafka_metadata_destroy(metadata);
        return found.get();
    }

    void send(const Message& message, std::function<void(Delivery)> done,
              milliseconds wait = metadata_wait_max) {
        rd_kafka_topic_t* to = topic(message.place.topic, wait);
        rd_kafka_headers_t* headers = rd_kafka_headers_new(message.headers.size());
        for (const Header& one : message.headers)
            rd_kafka_header_add(headers, one.name.data(), static_cast<ssize_t>(one.name.size()),
                                one.value.data(), static_cast<ssize_t>(one.value.size()));
        auto waiting = std::make_unique<Waiting>(Waiting{std::move(done)});
        // librdkafka copies the value; its declaration only forgot to say const.
        char* value = message.value ? const_cast<char*>(message.value->data()) : nullptr;
        const std::size_t bytes = message.value ? message.value->size() : 0;
        const rd_kafka_resp_err_t why = rd_kafka_producev(
            handle.get(), RD_KAFKA_V_RKT(to), RD_KAFKA_V_PARTITION(message.place.partition),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY(message.key.data(), message.key.size()), RD_KAFKA_V_VALUE(value, bytes),
            RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(waiting.get()), RD_KAFKA_V_END);
        if (why == RD_KAFKA_RESP_ERR_NO_ERROR) {
            waiting.release();  // the report's now
            return;
        }
        rd_kafka_headers_destroy(headers);
        const Trouble otherwise =
            why == RD_KAFKA_RESP_ERR__QUEUE_FULL ? Trouble::retriable : Trouble::end_of_term;
        throw handle.error(why, "write to " + text_of(message.place), otherwise);
    }

    /// Throws away what is not acknowledged; each report is served.
    void purge() {
        rd_kafka_purge(handle.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        for (const Until until(purge_wait_max);
             rd_kafka_outq_len(handle.get()) > 0 && !until.over();)
            rd_kafka_poll(handle.get(), to_int(until.left()));
    }

    Handle handle;
    Queue main;
    std::mutex mutex;  // of the topics
    std::map<std::string, TopicHandle> topics;
    bool failed = false;
};

Producer::Producer(const KafkaConfig& config) : impl_(std::make_unique<Impl>(config)) {}
Producer::~Producer() = default;

std::vector<Delivery> Producer::produce(std::span<const Message> messages, milliseconds deadline) {
    if (impl_->failed)
        throw KafkaError(Trouble::end_of_term, "this producer could not deliver before");
    const Until until(deadline);
    const auto batch = std::make_shared<Batch>();
    batch->deliveries.resize(messages.size());
    batch->left = messages.size();
    for (std::size_t i = 0; i < messages.size();) try {
            impl_->send(
                messages[i],
                [batch, i](Delivery delivery) {
                    batch->deliveries[i] = std::move(delivery);
                    --batch->left;
                },
                std::min(until.left(), metadata_wait_max));
            ++i;
        } catch (const KafkaError& error) {
            if (!error.may_retry() || until.over()) {
                impl_->failed = true;
                impl_->purge();
                throw;
            }
            serve(full_wait);
        }
    while (batch->left > 0 && !until.over()) serve(until.left());
    const bool late = batch->left > 0;
    if (late) impl_->purge();
    for (const Delivery& delivery : batch->deliveries) impl_->failed |= delivery.error.has_value();
    if (!late) return batch->deliveries;
    impl_->failed = true;
    for (Delivery& delivery : batch->deliveries)
        if (!delivery.error && delivery.offset < 0)
            delivery.error.emplace(Trouble::end_of_term, "the report of a record is missing");
    return batch->deliveries;
}

void Producer::send(const Message& message, std::function<void(Delivery)> done) {
    impl_->send(message, std::move(done));
}

void Producer::serve(milliseconds time) { rd_kafka_poll(impl_->handle.get(), to_int(time)); }
void Producer::wake() { rd_kafka_queue_yield(impl_->main.get()); }

std::size_t Producer::under_way() const {
    return static_cast<std::size_t>(rd_kafka_outq_len(impl_->handle.get()));
}

}  // namespace dossier::kafka
