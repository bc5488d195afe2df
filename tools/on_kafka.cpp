#include "tools/on_kafka.hpp"

#include "tools/local.hpp"

#include <map>

namespace dossier::tools {
namespace {

struct Role {
    std::string_view name;
    bool KafkaRoles::*has;
};
constexpr Role roles[] = {{"command", &KafkaRoles::command},
                          {"query", &KafkaRoles::query},
                          {"api", &KafkaRoles::api},
                          {"relay", &KafkaRoles::relay},
                          {"react", &KafkaRoles::react}};

KafkaRoles roles_of(const std::vector<std::string>& names) {
    if (names.empty()) return {};
    KafkaRoles chosen{false, false, false, false, false};
    for (const std::string& name : names) {
        const auto* const role =
            std::ranges::find_if(roles, [&](const Role& one) { return one.name == name; });
        if (role == std::end(roles))
            throw CannotGoOn("there is no role " + name +
                             "; the roles are command, query, api, relay and react");
        chosen.*role->has = true;
    }
    return chosen;
}

}  // namespace

KafkaOptions kafka_options(const KafkaArguments& said, int partitions) {
    KafkaOptions options;
    options.config.bootstrap = said.brokers;
    for (const std::string& setting : said.settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
            throw CannotGoOn("--kafka-set " + setting + " is not name=value");
        options.config.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    options.plan.prefix = said.prefix;
    if (partitions > 0) options.plan.partitions = partitions;
    options.plan.replicas = said.replicas;
    options.plan.in_sync_min = said.replicas >= 3 ? 2 : said.replicas > 0 ? 1 : 0;
    options.roles = roles_of(said.roles);
    return options;
}

kafka::Journal::Progress shown_by(Progress& progress) {
    return [&progress, by_partition = std::map<int, std::uint64_t>()](
               int partition, std::uint64_t read, std::uint64_t) mutable {
        by_partition[partition] = read;
        std::uint64_t all = 0;
        for (const auto& [which, records] : by_partition) all += records;
        progress.at(all);
    };
}

std::unique_ptr<House> open_on_kafka(const Place& place, const KafkaOptions& options,
                                     const Clock& clock, Random& random) {
    Progress progress(
        "Reading " + journal_topic(options.plan).name + " at " + options.config.bootstrap, 0);
    progress.at(0);
    return std::make_unique<KafkaHouse>(disk_of(place), clock, random, die_of, options,
                                        shown_by(progress));
}

}  // namespace dossier::tools
