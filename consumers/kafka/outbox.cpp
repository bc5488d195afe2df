#include "consumers/kafka/outbox.hpp"

namespace dossier {
namespace {

constexpr kafka::milliseconds turn{1000}, farewell{3000};

}  // namespace

Outbox::Outbox(const kafka::KafkaConfig& config) : producer_(config), thread_([this] { run(); }) {}

Outbox::~Outbox() {
    stopping_ = true;
    producer_.wake();
    thread_.join();
    const auto until = std::chrono::steady_clock::now() + farewell;
    while (producer_.under_way() > 0 && std::chrono::steady_clock::now() < until)
        producer_.serve(kafka::milliseconds(10));
}

void Outbox::run() {
    while (!stopping_) producer_.serve(turn);
}

void Outbox::send(const kafka::Message& message, Failed failed) {
    const auto missed = [this, failed](const std::string& why) {
        ++undelivered_;
        if (failed) failed(why);
    };
    try {
        producer_.send(message, [missed](const kafka::Delivery& delivery) {
            if (delivery.error) missed(delivery.error->what());
        });
    } catch (const kafka::KafkaError& error) {
        missed(error.what());
    }
}

}  // namespace dossier
