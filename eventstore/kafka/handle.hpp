#pragma once
// librdkafka's C API, held so that nothing is freed twice or not at all. Of the client's own .cpp
// files.
#include "eventstore/kafka/client.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <mutex>

namespace dossier::kafka {

template <auto destroy>
struct Destroys {
    template <class T>
    void operator()(T* it) const {
        destroy(it);
    }
};
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroys<rd_kafka_queue_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroys<rd_kafka_topic_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroys<rd_kafka_message_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, Destroys<rd_kafka_event_destroy>>;
using ErrorHandle = std::unique_ptr<rd_kafka_error_t, Destroys<rd_kafka_error_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      Destroys<rd_kafka_topic_partition_list_destroy>>;
using ConfHandle = std::unique_ptr<rd_kafka_conf_t, Destroys<rd_kafka_conf_destroy>>;

struct Setting {
    const char* name;
    std::string value;
    bool fixed = false;  // safety rests on it: no configuration may say otherwise
};

/// What librdkafka says beside what it is asked.
class Told {
public:
    explicit Told(std::function<void(int, const std::string&)> log) : log_(std::move(log)) {}

    void log(int level, const std::string&) const;
    void error(rd_kafka_resp_err_t, const std::string& why);
    /// " (127.0.0.1:9092: connection refused)": what was last wrong with a broker, or nothing.
    std::string reason() const;
    /// Rights and settings, which no waiting mends; each is said once.
    std::optional<KafkaError> take_fatal();

    void* owner = nullptr;  // for callbacks of who holds the handle

private:
    std::function<void(int, const std::string&)> log_;
    mutable std::mutex mutex_;
    std::string reason_;
    std::optional<KafkaError> fatal_;
};

/// One rd_kafka_t. Its callbacks, also those that `hook` sets, get the Told as their opaque.
class Handle {
public:
    Handle(rd_kafka_type_t, const KafkaConfig&, const std::vector<Setting>&,
           const std::function<void(rd_kafka_conf_t*)>& hook = {});
    ~Handle();

    rd_kafka_t* get() const { return kafka_; }
    Told& told() const { return *told_; }
    /// What an error of this handle's is to the caller.
    KafkaError error(rd_kafka_resp_err_t, const std::string& doing,
                     Trouble otherwise = Trouble::retriable) const;
    /// Its end without a word to the group, which was left before.
    void destroy_quietly() { flags_ = RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE; }

private:
    std::unique_ptr<Told> told_;
    rd_kafka_t* kafka_ = nullptr;
    int flags_ = 0;
};

Trouble trouble_of(rd_kafka_resp_err_t, Trouble otherwise);

/// "dossier.journal-3"
std::string text_of(const Place&);

inline int to_int(milliseconds time) {
    return static_cast<int>(std::clamp<std::int64_t>(time.count(), 0, 1 << 30));
}

/// What is left of a time that began when this was made.
class Until {
public:
    explicit Until(milliseconds time) : end_(std::chrono::steady_clock::now() + time) {}
    milliseconds left() const {
        using std::chrono::ceil;
        return std::max(milliseconds(0),
                        ceil<milliseconds>(end_ - std::chrono::steady_clock::now()));
    }
    bool over() const { return left().count() == 0; }

private:
    std::chrono::steady_clock::time_point end_;
};

}  // namespace dossier::kafka
