#pragma once
// Houses on one log: processes and folders that share their keys, and tenants to ask for something.
#include "base/random.hpp"
#include "bench/sending.hpp"
#include "consumers/kafka/kafka_house.hpp"

#include <sys/types.h>

namespace dossier::bench {

/// A log of its own, gone with its topics.
class KafkaStreet {
public:
    /// Throws StoreError when no broker answers there.
    KafkaStreet(const std::string& brokers, const std::filesystem::path& under, int partitions);
    ~KafkaStreet();

    const std::string& brokers() const { return brokers_; }
    const kafka::HousePlan& plan() const { return plan_; }

    /// A folder for one more process, with the keys in it.
    std::filesystem::path folder();

private:
    const std::string brokers_;
    kafka::HousePlan plan_;
    Scratch scratch_;
    int folders_ = 0;
};

/// `clock` is the house's; the brokers' time says nothing about its tokens.
std::unique_ptr<KafkaHouse> house_on(const std::string& brokers, const kafka::HousePlan&,
                                     const std::filesystem::path& folder, const Clock&, Random&,
                                     KafkaRoles);

/// A `command` role in a process of its own, which can be told to end, and killed.
class CommandProcess {
public:
    explicit CommandProcess(KafkaStreet&);
    ~CommandProcess();  // kills what still runs
    CommandProcess(const CommandProcess&) = delete;

    void signal(int) const;
    void wait();  // until it has ended

private:
    pid_t pid_ = -1;
};

/// The other side of that: works until SIGTERM.
void be_command_process(const std::string& brokers, const std::string& prefix,
                        const std::filesystem::path& folder);

}  // namespace dossier::bench
