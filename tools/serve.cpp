// The server: a house, and HTTP in front of it, until it is asked to end.
#include "api/api.hpp"
#include "consumers/local_house.hpp"
#include "tools/local.hpp"
#include "tools/on_kafka.hpp"
#include "tools/subcommands.hpp"

#include <csignal>
#include <iostream>

namespace dossier::tools {
namespace {

/// Blocked before the first thread is made, so that only wait() sees them.
class Endings {
public:
    Endings() {
        sigemptyset(&signals_);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
    }

private:
    sigset_t signals_;
};

Timestamp start_of(const ServeArguments& arguments) {
    if (arguments.at.empty()) return SystemClock().now();
    const auto at = timestamp_of(arguments.at);
    if (!at) throw CannotGoOn("--at " + arguments.at + " is no instant like 2026-01-05T09:00:00Z");
    return *at;
}

std::unique_ptr<House> open_house(const Place& place, const ServeArguments& arguments,
                                  const Clock& clock, Random& random) {
    if (arguments.kafka.brokers.empty())
        return std::make_unique<LocalHouse>(
            disk_of(place), clock, random, die_of,
            HouseOptions{.partitions = std::max(arguments.partitions, 1)});
    KafkaOptions options = kafka_options(arguments.kafka, arguments.partitions);
    options.virtual_time = arguments.clock == "virtual";
    return open_on_kafka(place, options, clock, random);
}

}  // namespace

int serve(const Place& place, const ServeArguments& arguments) {
    const KafkaArguments& kafka = arguments.kafka;
    if (kafka.brokers.empty() &&
        !(kafka.roles.empty() && kafka.settings.empty() && arguments.peers.empty()))
        throw CannotGoOn(
            "--roles, --peers and --kafka-set are of a house on Kafka: name its brokers, --kafka");
    const bool is_virtual = arguments.clock == "virtual";
    if (!arguments.at.empty() && !is_virtual)
        throw CannotGoOn("--at is for --clock virtual: the system's clock says itself what it is");
    const Endings endings;
    const SystemClock system_clock;
    VirtualClock virtual_clock(start_of(arguments));
    const Clock& clock = is_virtual ? static_cast<const Clock&>(virtual_clock) : system_clock;
    SystemRandom random;

    const std::unique_ptr<House> house = open_house(place, arguments, clock, random);
    ApiOptions options;
    options.listen = {arguments.host, arguments.port};
    options.limits.threads = arguments.threads;
    options.peers = arguments.peers;
    options.clock = is_virtual ? &virtual_clock : nullptr;
    Api api(*house, token_key(place.data / "token.key", random), random, options);
    std::cout << "Dossier " << DOSSIER_VERSION << " serves " << place.data.string() << " at http://"
              << arguments.host << ':' << api.port() << std::endl;

    endings.wait();
    std::cout << "Ending: what was asked is answered first." << std::endl;
    api.stop();
    house->drain();
    return all_well;
}

}  // namespace dossier::tools
