#include "tools/on_kafka.hpp"

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

}  // namespace dossier::tools
