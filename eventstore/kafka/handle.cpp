#include "eventstore/kafka/handle.hpp"

#include <array>
#include <utility>

namespace dossier::kafka {
namespace {

/// Of every handle. A broker that comes back is found at once, and one that hangs is not waited for
/// as long as librdkafka would.
const std::vector<Setting> common = {
    {"client.id", "dossier"},
    {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "200"},
    {"retry.backoff.ms", "50"},
    {"topic.metadata.refresh.fast.interval.ms", "100"},
    {"topic.metadata.refresh.interval.ms", "10000"},
    {"socket.timeout.ms", "6000"},
    {"socket.nagle.disable", "true"},
    {"socket.keepalive.enable", "true"},
    {"log.connection.close", "false"},
};

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
    std::array<char, 512> why{};
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) !=
        RD_KAFKA_CONF_OK)
        throw KafkaError(Trouble::fatal, "Kafka setting " + name + ": " + why.data());
}

void configure(rd_kafka_conf_t* conf, const KafkaConfig& config, const std::vector<Setting>& own) {
    for (const std::vector<Setting>* settings : {&common, &own})
        for (const Setting& setting : *settings) set(conf, setting.name, setting.value);
    for (const auto& [name, value] : config.settings) set(conf, name, value);
    for (const Setting& setting : own) {
        if (!setting.fixed) continue;
        const auto other = config.settings.find(setting.name);
        if (other != config.settings.end() && other->second != setting.value)
            throw KafkaError(Trouble::fatal, "Kafka setting " + other->first +
                                                 ": the journal rests on " + setting.value);
    }
    set(conf, "bootstrap.servers", config.bootstrap);
}

void on_error(rd_kafka_t*, int code, const char* why, void* told) {
    static_cast<Told*>(told)->error(static_cast<rd_kafka_resp_err_t>(code), why);
}

void on_log(const rd_kafka_t* kafka, int level, const char*, const char* text) {
    static_cast<const Told*>(rd_kafka_opaque(kafka))->log(level, text);
}

}  // namespace

void Told::log(int level, const std::string& text) const {
    if (log_) log_(level, text);
}

void Told::error(rd_kafka_resp_err_t code, const std::string& why) {
    const std::lock_guard lock(mutex_);
    // That all are down is said after what is wrong with each, and says less.
    if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || reason_.empty()) reason_ = why;
    if (trouble_of(code, Trouble::retriable) == Trouble::fatal)
        fatal_.emplace(Trouble::fatal, "Kafka: " + why);
}

std::string Told::reason() const {
    const std::lock_guard lock(mutex_);
    return reason_.empty() ? "" : " (" + reason_ + ")";
}

std::optional<KafkaError> Told::take_fatal() {
    const std::lock_guard lock(mutex_);
    return std::exchange(fatal_, std::nullopt);
}

Handle::Handle(rd_kafka_type_t type, const KafkaConfig& config, const std::vector<Setting>& own,
               const std::function<void(rd_kafka_conf_t*)>& hook)
    : told_(std::make_unique<Told>(config.log)) {
    ConfHandle conf(rd_kafka_conf_new());
    configure(conf.get(), config, own);
    rd_kafka_conf_set_opaque(conf.get(), told_.get());
    rd_kafka_conf_set_error_cb(conf.get(), on_error);
    rd_kafka_conf_set_log_cb(conf.get(), on_log);
    if (hook) hook(conf.get());
    std::array<char, 512> why{};
    kafka_ = rd_kafka_new(type, conf.get(), why.data(), why.size());
    if (kafka_ == nullptr) throw KafkaError(Trouble::fatal, std::string("Kafka: ") + why.data());
    conf.release();  // the handle's now
}

Handle::~Handle() { rd_kafka_destroy_flags(kafka_, flags_); }

KafkaError Handle::error(rd_kafka_resp_err_t code, const std::string& doing,
                         Trouble otherwise) const {
    return {trouble_of(code, otherwise), doing + ": " + rd_kafka_err2str(code) + told_->reason()};
}

Trouble trouble_of(rd_kafka_resp_err_t code, Trouble otherwise) {
    switch (code) {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE: return Trouble::gone;
        case RD_KAFKA_RESP_ERR__FATAL: return Trouble::end_of_term;
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR__SSL:
        case RD_KAFKA_RESP_ERR__INVALID_ARG:
        case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
        case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
        case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
        case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT: return Trouble::fatal;
        default: return otherwise;
    }
}

std::string text_of(const Place& place) {
    return place.topic + '-' + std::to_string(place.partition);
}

}  // namespace dossier::kafka
