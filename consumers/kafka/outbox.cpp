#include "consumers/kafka/outbox.hpp"

#include <utility>

namespace dossier {
namespace {

constexpr kafka::milliseconds turn{1000}, farewell{3000};

}  // namespace

Outbox::Outbox(const kafka::KafkaConfig& config)
    : config_(config),
      producer_(std::make_shared<kafka::Producer>(config)),
      thread_([this] { run(); }) {}

Outbox::~Outbox() {
    stopping_ = true;
    producer()->wake();
    thread_.join();
    const auto until = std::chrono::steady_clock::now() + farewell;
    while (producer_->under_way() > 0 && std::chrono::steady_clock::now() < until)
        producer_->serve(kafka::milliseconds(10));
}

void Outbox::run() {
    while (!stopping_) {
        producer()->serve(turn);
        std::vector<std::shared_ptr<kafka::Producer>> old;
        const std::lock_guard lock(mutex_);
        old.swap(old_);
    }
}

std::shared_ptr<kafka::Producer> Outbox::producer() const {
    const std::lock_guard lock(mutex_);
    return producer_;
}

void Outbox::send(const kafka::Message& message, Failed failed) {
    const auto missed = [this, failed](const std::string& why) {
        ++undelivered_;
        if (failed) failed(why);
    };
    const auto reported = [missed](const kafka::Delivery& delivery) {
        if (delivery.error) missed(delivery.error->what());
    };
    const std::shared_ptr<kafka::Producer> by = producer();
    try {
        by->send(message, reported);
    } catch (const kafka::KafkaError& error) {
        if (error.trouble() == kafka::Trouble::end_of_term) replace(by);
        missed(error.what());
    }
}

void Outbox::replace(const std::shared_ptr<kafka::Producer>& broken) {
    const std::lock_guard lock(mutex_);
    if (producer_ != broken) return;  // another was first
    old_.push_back(std::exchange(producer_, std::make_shared<kafka::Producer>(config_)));
    broken->wake();
}

}  // namespace dossier
