// Room for an organisation and its first administrator, on a directory no server has open.
#include "consumers/local_house.hpp"
#include "consumers/provision.hpp"
#include "tools/local.hpp"
#include "tools/on_kafka.hpp"
#include "tools/subcommands.hpp"
#include "tools/token.hpp"

#include <iostream>

namespace dossier::tools {
namespace {

std::string said(const Rejection& why) {
    std::string out(why.message);
    for (const Error& error : why.errors) out += "\n  " + error.path + " " + error.message;
    return out;
}

/// One that only writes; where writers run already, they decide.
std::unique_ptr<House> open_house(const Place& place, const SetupArguments& arguments,
                                  const Clock& clock, Random& random) {
    if (arguments.kafka.brokers.empty())
        return std::make_unique<LocalHouse>(
            disk_of(place), clock, random, die_of,
            HouseOptions{
                .partitions = std::max(arguments.partitions, 1), .views = false, .react = false});
    KafkaOptions options = kafka_options(arguments.kafka, arguments.partitions);
    kafka::Admin admin(options.config);
    const bool alone = admin.members(options.plan.prefix + ".command", asking) == 0;
    options.roles = {.command = alone, .query = false, .relay = false, .react = false};
    return open_on_kafka(place, options, clock, random);
}

}  // namespace

int setup(const Place& place, const SetupArguments& arguments) {
    const SystemClock clock;
    SystemRandom random;
    const std::unique_ptr<House> house = open_house(place, arguments, clock, random);
    const Provisioned made = provision(*house, {.slug = arguments.slug,
                                                .name = arguments.name,
                                                .base_currency = arguments.currency,
                                                .admin_name = arguments.admin_name,
                                                .admin_email = arguments.admin_email});
    if (made.why) {
        std::cerr << "dossier: " << said(*made.why) << '\n';
        return some_refused;
    }
    leave_token(place, {arguments.slug, made.admin}, clock);
    std::cout << arguments.name << " is there as '" << arguments.slug << "'; " << made.admin.text
              << " administers it, and has a token for " << token_hours << " hours in "
              << place.data.string() << ".\nStart it with 'dossier serve"
              << (arguments.kafka.brokers.empty() ? "" : " --kafka " + arguments.kafka.brokers)
              << "'.\n";
    return all_well;
}

}  // namespace dossier::tools
