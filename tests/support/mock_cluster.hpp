#pragma once
// librdkafka's mock brokers, in this process: they answer with the errors they are told to, which
// no real broker does when it is asked. What they hold is in memory and gone with them.
#include "eventstore/kafka/client.hpp"

namespace dossier::test {

enum class Api : std::int16_t { produce = 0, fetch = 1, join_group = 11, heartbeat = 12 };

class MockCluster {
public:
    /// Each topic has one partition, led by a broker of its own: brokers are counted from 1, in the
    /// order of the topics.
    explicit MockCluster(const std::vector<std::string>& topics);
    ~MockCluster();

    kafka::KafkaConfig config() const;

    /// The broker's next answer to a request of this kind is Kafka's error of this number; -195: it
    /// hangs up instead of answering. So much later.
    void answer_next(int broker, Api, int error, kafka::milliseconds after = {});
    /// Of those, how many were not given yet.
    std::size_t left(int broker, Api) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::test
