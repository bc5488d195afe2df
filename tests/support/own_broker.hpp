#pragma once
// Brokers of one test's own, which it may kill; some seconds to start.
#include "eventstore/kafka/client.hpp"
#include "tests/support/temp_dir.hpp"

namespace dossier::test {

class OwnBroker {
public:
    explicit OwnBroker(int count = 1);
    ~OwnBroker();

    kafka::KafkaConfig config() const { return {.bootstrap = address_}; }
    void kill(int number);
    /// Waits until it answers.
    void start(int number);

private:
    std::string tool(std::vector<std::string> words) const;

    TempDir folder_;
    std::string address_;
};

}  // namespace dossier::test
