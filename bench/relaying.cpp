#include "bench/relaying.hpp"

#include "bench/raw_kafka.hpp"
#include "consumers/kafka/relay.hpp"

#include <thread>

namespace dossier::bench {
namespace {

constexpr int rounds = 3;
constexpr double goal = 0.5;
constexpr kafka::milliseconds asking{10'000};

struct Told {
    double seconds = 0;
    std::size_t records = 0;
};

Told tell(const kafka::KafkaConfig& config, const std::string& topic, const Journal& journal) {
    Told told;
    const Watch watch;
    std::vector<std::unique_ptr<Relay>> relays;
    for (int i = 0; i < journal.partitions(); ++i)
        relays.push_back(std::make_unique<Relay>(config, kafka::Place{topic, i}, journal));
    for (int i = 0; i < journal.partitions(); ++i) {
        const Relay& one = *relays[static_cast<std::size_t>(i)];
        while (one.health().position < journal.end(i))
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    told.seconds = watch.seconds();
    for (const auto& one : relays) told.records += one->health().published;
    return told;
}

}  // namespace

void relaying(const KafkaStreet& street, const Journal& journal, Report& report) {
    const kafka::KafkaConfig config{.bootstrap = street.brokers()};
    kafka::Admin admin(config);
    std::vector<double> ours, bare;
    for (int round = 0; round < rounds; ++round) {
        kafka::HousePlan told = street.plan(), carried = street.plan();
        told.prefix += "-told-" + std::to_string(round);
        carried.prefix += "-carried-" + std::to_string(round);
        const std::string from = events_topic(told).name, to = events_topic(carried).name;
        for (const kafka::HousePlan& plan : {told, carried})
            admin.ensure(events_topic(plan), asking);
        const Told done = tell(config, from, journal);
        const auto records = static_cast<double>(done.records);
        ours.push_back(records / done.seconds);
        bare.push_back(records /
                       raw_copy(street.brokers(), from, to, journal.partitions(), done.records));
        for (const std::string& topic : {from, to}) admin.remove(topic, asking);
    }
    report.add({.name = "events told by the relay",
                .value = median(ours),
                .unit = "1/s",
                .baseline = median(bare),
                .goal = goal});
}

}  // namespace dossier::bench
