#include "eventstore/kafka/topics.hpp"

namespace dossier::kafka {
namespace {

constexpr std::int64_t hour_ms = 3'600'000, day_ms = 24 * hour_ms;

Topic topic(const HousePlan& plan, const char* name, std::int64_t retention_ms) {
    Topic made{plan.prefix + '.' + name,
               plan.partitions,
               plan.replicas,
               {{"cleanup.policy", "delete"},
                {"retention.ms", std::to_string(retention_ms)},
                {"retention.bytes", "-1"},
                {"unclean.leader.election.enable", "false"},
                {"max.message.bytes", std::to_string(record_bytes_max)}}};
    if (plan.in_sync_min > 0) made.settings[in_sync_setting] = std::to_string(plan.in_sync_min);
    return made;
}

}  // namespace

Topic journal_topic(const HousePlan& plan) {
    Topic made = topic(plan, "journal", -1);
    if (plan.sync_each) made.settings["flush.messages"] = "1";
    return made;
}

Topic commands_topic(const HousePlan& plan) {
    Topic made = topic(plan, "commands", plan.commands_days * day_ms);
    made.settings["message.timestamp.type"] = "LogAppendTime";
    return made;
}

Topic replies_topic(const HousePlan& plan) { return topic(plan, "replies", hour_ms); }

Topic events_topic(const HousePlan& plan) { return topic(plan, "events", -1); }

Topic arriving_topic(const HousePlan& plan) {
    Topic made = topic(plan, "arriving", -1);
    made.partitions = 1;
    return made;
}

Topic keys_topic(const HousePlan& plan) {
    Topic made = topic(plan, "keys", -1);
    made.partitions = 1;
    made.settings["cleanup.policy"] = "compact";
    made.settings.erase("retention.ms");
    made.settings.erase("retention.bytes");
    // What was taken out is not left in a segment that nobody touches.
    made.settings["segment.ms"] = std::to_string(hour_ms);
    made.settings["max.compaction.lag.ms"] = std::to_string(hour_ms);
    made.settings["delete.retention.ms"] = std::to_string(day_ms);
    if (plan.sync_each) made.settings["flush.messages"] = "1";
    return made;
}

}  // namespace dossier::kafka
