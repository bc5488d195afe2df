#include "bench/raw_kafka.hpp"

#include "bench/measure.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace dossier::bench {
namespace {

constexpr int poll_ms = 50, full_ms = 5;

using Settings = std::vector<std::pair<const char*, const char*>>;

/// One rd_kafka_t with the settings that a house has.
class Client {
public:
    Client(rd_kafka_type_t type, const std::string& brokers, const Settings& settings) {
        rd_kafka_conf_t* conf = rd_kafka_conf_new();
        std::array<char, 512> why{};
        const auto set = [&](const char* name, const char* value) {
            if (rd_kafka_conf_set(conf, name, value, why.data(), why.size()) != RD_KAFKA_CONF_OK)
                throw std::runtime_error(why.data());
        };
        set("bootstrap.servers", brokers.c_str());
        set("socket.nagle.disable", "true");
        for (const auto& [name, value] : settings) set(name, value);
        if (type == RD_KAFKA_PRODUCER)
            rd_kafka_conf_set_dr_msg_cb(
                conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
                    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
                    std::fprintf(stderr, "dossier_bench: %s\n", rd_kafka_err2str(message->err));
                    std::abort();
                });
        kafka_ = rd_kafka_new(type, conf, why.data(), why.size());
        if (kafka_ == nullptr) throw std::runtime_error(why.data());
    }
    ~Client() { rd_kafka_destroy(kafka_); }
    Client(const Client&) = delete;

    rd_kafka_t* get() const { return kafka_; }

private:
    rd_kafka_t* kafka_ = nullptr;
};

class Sender {
public:
    explicit Sender(const std::string& brokers)
        : client_(RD_KAFKA_PRODUCER, brokers,
                  {{"enable.idempotence", "true"}, {"acks", "all"}, {"linger.ms", "0"}}) {}
    ~Sender() {
        for (auto& [name, topic] : topics_) rd_kafka_topic_destroy(topic);
    }

    void send(const std::string& topic, int partition, std::uint64_t id, std::size_t bytes) {
        body_.assign(std::max(bytes, sizeof id), 'x');
        std::memcpy(body_.data(), &id, sizeof id);
        rd_kafka_topic_t* const to = topic_named(topic);
        while (rd_kafka_produce(to, partition, RD_KAFKA_MSG_F_COPY, body_.data(), body_.size(),
                                nullptr, 0, nullptr) != 0)
            rd_kafka_poll(client_.get(), full_ms);
        rd_kafka_poll(client_.get(), 0);
    }

private:
    rd_kafka_topic_t* topic_named(const std::string& name) {
        for (const auto& [known, topic] : topics_)
            if (known == name) return topic;
        topics_.emplace_back(name, rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
        return topics_.back().second;
    }

    Client client_;
    std::vector<std::pair<std::string, rd_kafka_topic_t*>> topics_;
    std::string body_;
};

/// What comes to these topics from now on.
class Receiver {
public:
    Receiver(const std::string& brokers, const std::vector<std::string>& topics, int partitions)
        : client_(RD_KAFKA_CONSUMER, brokers,
                  {{"group.id", "bench"},
                   {"enable.auto.commit", "false"},
                   {"fetch.wait.max.ms", "10"},
                   {"enable.partition.eof", "true"}}) {
        rd_kafka_poll_set_consumer(client_.get());
        rd_kafka_topic_partition_list_t* all =
            rd_kafka_topic_partition_list_new(static_cast<int>(topics.size()) * partitions);
        for (const std::string& topic : topics)
            for (int i = 0; i < partitions; ++i)
                rd_kafka_topic_partition_list_add(all, topic.c_str(), i)->offset =
                    RD_KAFKA_OFFSET_END;
        rd_kafka_assign(client_.get(), all);
        rd_kafka_topic_partition_list_destroy(all);
        for (int ends = static_cast<int>(topics.size()) * partitions; ends > 0;)
            ends -= poll([](auto&&...) {}, poll_ms);  // then nothing that comes is missed
    }

    /// Calls with topic, partition, id and bytes; the number of ends that were met (0 or 1).
    template <class Each>
    int poll(const Each& each, int ms) {
        rd_kafka_message_t* const message = rd_kafka_consumer_poll(client_.get(), ms);
        if (message == nullptr) return 0;
        const bool end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            std::uint64_t id = 0;
            std::memcpy(&id, message->payload, sizeof id);
            each(rd_kafka_topic_name(message->rkt), message->partition, id);
            got_ = true;
        }
        rd_kafka_message_destroy(message);
        return end ? 1 : 0;
    }
    /// All there is at hand.
    template <class Each>
    void drain(const Each& each, int ms) {
        got_ = false;
        poll(each, ms);
        while (std::exchange(got_, false)) poll(each, 0);
    }

private:
    Client client_;
    bool got_ = false;
};

}  // namespace

struct RawLoop::Impl {
    Impl(const std::string& its_brokers, const Topics& its)
        : topics(its),
          asks(its_brokers),
          answers(its_brokers),
          mail(its_brokers, {its.commands, its.journal}, its.partitions),
          replies(its_brokers, {its.replies}, its.partitions) {}

    const Topics topics;
    Sender asks, answers;
    Receiver mail, replies;
    std::uint64_t next = 0;  // over all runs, so that what comes late is told apart
};

RawLoop::RawLoop(const std::string& brokers, const Topics& topics)
    : impl_(std::make_unique<Impl>(brokers, topics)) {}
RawLoop::~RawLoop() = default;

RawRun RawLoop::run(std::size_t commands, std::size_t in_flight, const RecordSizes& sizes) {
    Impl& it = *impl_;
    std::atomic<bool> over = false;
    std::thread writer([&] {
        const auto each = [&](const char* topic, int partition, std::uint64_t id) {
            if (it.topics.commands == topic)
                it.answers.send(it.topics.journal, partition, id, sizes.entry);
            else
                it.answers.send(it.topics.replies, partition, id, sizes.reply);
        };
        while (!over) it.mail.drain(each, poll_ms);
    });
    RawRun run;
    run.latency_us.resize(commands);
    std::vector<double> begun(commands);
    const std::uint64_t first = it.next;
    it.next += commands;
    std::size_t sent = 0, answered = 0;
    const Watch watch;
    const auto each = [&](const char*, int, std::uint64_t id) {
        if (id < first) return;
        run.latency_us[id - first] = (watch.seconds() - begun[id - first]) * 1e6;
        ++answered;
    };
    while (answered < commands) {
        for (; sent < commands && sent - answered < in_flight; ++sent) {
            begun[sent] = watch.seconds();
            it.asks.send(it.topics.commands, static_cast<int>(sent) % it.topics.partitions,
                         first + sent, sizes.command);
        }
        it.replies.drain(each, poll_ms);
    }
    run.seconds = watch.seconds();
    over = true;
    writer.join();
    return run;
}

double raw_copy(const std::string& brokers, const std::string& from, const std::string& to,
                int partitions, std::size_t records) {
    Client reader(RD_KAFKA_CONSUMER, brokers,
                  {{"group.id", "bench"}, {"enable.auto.commit", "false"}});
    Client writer(RD_KAFKA_PRODUCER, brokers,
                  {{"enable.idempotence", "true"}, {"acks", "all"}, {"linger.ms", "0"}});
    rd_kafka_poll_set_consumer(reader.get());
    rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(partitions);
    for (int i = 0; i < partitions; ++i)
        rd_kafka_topic_partition_list_add(all, from.c_str(), i)->offset = 0;
    const Watch watch;
    rd_kafka_assign(reader.get(), all);
    rd_kafka_topic_partition_list_destroy(all);
    for (std::size_t copied = 0; copied < records;) {
        rd_kafka_message_t* const one = rd_kafka_consumer_poll(reader.get(), poll_ms);
        if (one == nullptr) continue;
        rd_kafka_headers_t* headers = nullptr;
        const bool is_record = one->err == RD_KAFKA_RESP_ERR_NO_ERROR &&
                               rd_kafka_message_headers(one, &headers) == one->err;
        for (bool sent = !is_record; !sent;) {
            rd_kafka_headers_t* const same = rd_kafka_headers_copy(headers);
            sent = rd_kafka_producev(writer.get(), RD_KAFKA_V_TOPIC(to.c_str()),
                                     RD_KAFKA_V_PARTITION(one->partition),
                                     RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                     RD_KAFKA_V_KEY(one->key, one->key_len),
                                     RD_KAFKA_V_VALUE(one->payload, one->len),
                                     RD_KAFKA_V_HEADERS(same),
                                     RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR_NO_ERROR;
            if (!sent) rd_kafka_headers_destroy(same);
            rd_kafka_poll(writer.get(), sent ? 0 : full_ms);
        }
        copied += is_record ? 1 : 0;
        rd_kafka_message_destroy(one);
    }
    while (rd_kafka_outq_len(writer.get()) > 0) rd_kafka_poll(writer.get(), poll_ms);
    return watch.seconds();
}

}  // namespace dossier::bench
