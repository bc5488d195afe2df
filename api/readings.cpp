#include "api/readings.hpp"

#include <unistd.h>

#include <fstream>
#include <limits>

namespace dossier {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

double resident_bytes() {
    std::ifstream in("/proc/self/statm");
    double total = 0, resident = 0;
    in >> total >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// One family of numbers that are read off now.
class Reading {
public:
    Reading(std::string name, std::string help, MetricType type) {
        family_.name = std::move(name);
        family_.help = std::move(help);
        family_.type = type;
    }
    void add(double value, std::vector<ClientMetric::Label> labels = {}) {
        ClientMetric metric;
        metric.label = std::move(labels);
        if (family_.type == MetricType::Counter)
            metric.counter.value = value;
        else
            metric.gauge.value = value;
        family_.metric.push_back(std::move(metric));
    }
    void add(const Histogram& value, std::vector<ClientMetric::Label> labels) {
        ClientMetric metric;
        metric.label = std::move(labels);
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < value.counts.size(); ++i) {
            count += value.counts[i];
            const bool last = i == value.bounds.size();
            metric.histogram.bucket.push_back(
                {count, last ? std::numeric_limits<double>::infinity() : value.bounds[i]});
        }
        metric.histogram.sample_count = count;
        metric.histogram.sample_sum = value.sum;
        family_.metric.push_back(std::move(metric));
    }
    MetricFamily take() { return std::move(family_); }

private:
    MetricFamily family_;
};

/// Of what a process may have of a partition.
enum class Part : std::uint8_t { journal, writer, views, reactions, relay };

bool has(const PartitionHealth& of, Part part) {
    switch (part) {
        case Part::writer: return !of.standing.empty();
        case Part::views: return of.viewed;
        case Part::reactions: return of.reacting;
        case Part::relay: return of.relay.has_value();
        default: return true;
    }
}

struct Row {
    const char* name;
    const char* help;
    MetricType type;
    Part part;
    double (*number)(const PartitionHealth&, const PartitionLag&);
};

template <class N>
double real(N n) {
    return static_cast<double>(n);
}

using Of = const PartitionHealth&;
using Behind = const PartitionLag&;

const Row rows[] = {
    {"dossier_commands_accepted_total", "Commands accepted.", MetricType::Counter, Part::writer,
     [](Of of, Behind) { return real(of.writer.accepted); }},
    {"dossier_commands_repeated_total", "Commands that got their first answer again.",
     MetricType::Counter, Part::writer, [](Of of, Behind) { return real(of.writer.repeated); }},
    {"dossier_command_faults_total", "Commands put aside because deciding them failed.",
     MetricType::Counter, Part::writer, [](Of of, Behind) { return real(of.writer.faults); }},
    {"dossier_batches_total", "Appends to the journal, each synced once.", MetricType::Counter,
     Part::writer, [](Of of, Behind) { return real(of.writer.batches); }},
    {"dossier_batch_last_entries", "Entries of the last append.", MetricType::Gauge, Part::writer,
     [](Of of, Behind) { return real(of.writer.batch_last); }},
    {"dossier_batch_largest_entries", "Entries of the largest append.", MetricType::Gauge,
     Part::writer, [](Of of, Behind) { return real(of.writer.batch_largest); }},
    {"dossier_queue_commands", "Commands waiting for the writer.", MetricType::Gauge, Part::writer,
     [](Of of, Behind) { return real(of.writer.queued); }},
    {"dossier_timers_fired_total", "Timers that were due and sent.", MetricType::Counter,
     Part::writer, [](Of of, Behind) { return real(of.writer.timers_fired); }},
    {"dossier_timers_parked_total", "Timers whose command was refused.", MetricType::Counter,
     Part::writer, [](Of of, Behind) { return real(of.writer.timers_parked); }},
    {"dossier_journal_position", "Where the next entry will lie.", MetricType::Gauge, Part::journal,
     [](Of of, Behind) { return real(of.journal_end); }},
    {"dossier_journal_lag_records", "Records of the log that are not copied yet.",
     MetricType::Gauge, Part::journal, [](Of of, Behind) { return real(of.log_lag); }},
    {"dossier_projector_position", "What the views have folded.", MetricType::Gauge, Part::views,
     [](Of of, Behind) { return real(of.views.position); }},
    {"dossier_projector_lag_entries", "Entries not folded yet.", MetricType::Gauge, Part::views,
     [](Of, Behind lags) { return real(lags.views.entries); }},
    {"dossier_projector_lag_seconds", "Age of the first entry not folded yet.", MetricType::Gauge,
     Part::views, [](Of, Behind lags) { return lags.views.seconds; }},
    {"dossier_projector_entries_total", "Entries folded since the start.", MetricType::Counter,
     Part::views, [](Of of, Behind) { return real(of.views.entries); }},
    {"dossier_projector_rows_total", "Rows written since the start.", MetricType::Counter,
     Part::views, [](Of of, Behind) { return real(of.views.rows); }},
    {"dossier_projector_parked", "Streams parked in a view.", MetricType::Gauge, Part::views,
     [](Of of, Behind) { return real(of.views.parked.size()); }},
    {"dossier_reactions_position", "What the reactions have seen.", MetricType::Gauge,
     Part::reactions, [](Of of, Behind) { return real(of.reacted); }},
    {"dossier_reactions_lag_entries", "Entries not reacted to yet.", MetricType::Gauge,
     Part::reactions, [](Of, Behind lags) { return real(lags.reactions.entries); }},
    {"dossier_reactions_lag_seconds", "Age of the first entry not reacted to yet.",
     MetricType::Gauge, Part::reactions, [](Of, Behind lags) { return lags.reactions.seconds; }},
    {"dossier_reactions_parked", "Entries no reaction could make anything of.", MetricType::Gauge,
     Part::reactions, [](Of of, Behind) { return real(of.react_parked.size()); }},
    {"dossier_relay_position", "What is published to the topic of events.", MetricType::Gauge,
     Part::relay, [](Of of, Behind) { return real(of.relay->position); }},
    {"dossier_relay_records_total", "Records published since the start.", MetricType::Counter,
     Part::relay, [](Of of, Behind) { return real(of.relay->published); }},
    {"dossier_relay_parked_total", "Entries that could not be published.", MetricType::Counter,
     Part::relay, [](Of of, Behind) { return real(of.relay->parked); }},
    {"dossier_relay_lag_entries", "Entries not published yet.", MetricType::Gauge, Part::relay,
     [](Of, Behind lags) { return real(lags.relay.entries); }},
    {"dossier_relay_lag_seconds", "Age of the first entry not published.", MetricType::Gauge,
     Part::relay, [](Of, Behind lags) { return lags.relay.seconds; }},
};

struct LogRow {
    const char* name;
    const char* help;
    std::uint64_t LogCounts::*count;
    MetricType type = MetricType::Counter;
};

const LogRow log_rows[] = {
    {"dossier_kafka_terms_total", "Terms begun in the journal.", &LogCounts::terms},
    {"dossier_kafka_entries_total", "Entries of the journal that count.", &LogCounts::entries},
    {"dossier_kafka_voided_total", "Records of ended terms.", &LogCounts::voided},
    {"dossier_kafka_unreadable_total", "Records of other programs.", &LogCounts::unreadable},
    {"dossier_kafka_alarms_total", "Records no whole log could have.", &LogCounts::alarms},
    {"dossier_letters_total", "Commands read from their topic.", &LogCounts::letters},
    {"dossier_letters_unreadable_total", "Of them refused unread.", &LogCounts::letters_unreadable},
    {"dossier_letters_misrouted_total", "Of them sent on.", &LogCounts::letters_misrouted},
    {"dossier_replies_sent_total", "Replies to commands on their topic.", &LogCounts::replies_sent},
    {"dossier_replies_heard_total", "Replies that somebody here waited for.",
     &LogCounts::replies_heard},
    {"dossier_replies_missed_total", "Replies that were waited for in vain.",
     &LogCounts::replies_missed},
    {"dossier_replies_waiting", "Commands sent from here that wait for their reply.",
     &LogCounts::replies_waiting, MetricType::Gauge},
    {"dossier_undelivered_total", "Commands and replies that no broker took.",
     &LogCounts::undelivered},
    {"dossier_partitions_lost_total", "Partitions taken away by a session time-out.",
     &LogCounts::partitions_lost},
};
constexpr std::string_view standings[] = {"owner", "taking", "standby"};

ClientMetric::Label partition_label(const PartitionHealth& of) {
    return {"partition", std::to_string(of.partition)};
}

using Families = std::vector<MetricFamily>;
using All = std::vector<PartitionHealth>;

void add_house(Families& to, const All& all, const std::vector<PartitionLag>& lags) {
    for (const Row& row : rows) {
        Reading reading(row.name, row.help, row.type);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (has(all[i], row.part))
                reading.add(row.number(all[i], lags[i]), {partition_label(all[i])});
        to.push_back(reading.take());
    }
    Reading refused("dossier_commands_refused_total", "Commands refused, by rule.",
                    MetricType::Counter);
    for (const PartitionHealth& of : all)
        for (const auto& [rule, count] : of.writer.refused)
            refused.add(real(count), {partition_label(of), {"rule", rule}});
    to.push_back(refused.take());
    Reading deciding("dossier_batch_deciding_seconds", "Deciding what one append took along.",
                     MetricType::Histogram);
    Reading appending("dossier_batch_appending_seconds", "One append to the journal, synced.",
                      MetricType::Histogram);
    for (const PartitionHealth& of : all) {
        if (!has(of, Part::writer)) continue;
        deciding.add(of.writer.deciding, {partition_label(of)});
        appending.add(of.writer.appending, {partition_label(of)});
    }
    to.push_back(deciding.take());
    to.push_back(appending.take());
}

void add_standing(Families& to, const All& all) {
    Reading reading("dossier_standing", "1 for what the partition is here.", MetricType::Gauge);
    for (const PartitionHealth& of : all)
        for (const std::string_view standing : standings)
            if (!of.standing.empty())
                reading.add(of.standing == standing ? 1 : 0,
                            {partition_label(of), {"standing", std::string(standing)}});
    to.push_back(reading.take());
}

/// The names are said even where the journal is on this disk.
void add_log(Families& to, const std::optional<LogCounts>& counts) {
    for (const LogRow& row : log_rows) {
        Reading reading(row.name, row.help, row.type);
        if (counts) reading.add(real((*counts).*row.count));
        to.push_back(reading.take());
    }
    Reading ages("dossier_poll_age_seconds", "Since a loop last asked the brokers for more.",
                 MetricType::Gauge);
    if (counts)
        for (const auto& [loop, seconds] : counts->poll_ages)
            ages.add(seconds, {{"loop", std::string(loop)}});
    to.push_back(ages.take());
}

void add_peers(Families& to, const std::vector<PeerHealth>& peers) {
    Reading ready("dossier_peer_ready", "1 for a peer that is ready.", MetricType::Gauge);
    Reading forwarded("dossier_forwarded_total", "Questions to a peer, by what became of them.",
                      MetricType::Counter);
    for (const PeerHealth& peer : peers) {
        ready.add(peer.status == "ready" ? 1 : 0, {{"peer", peer.url}});
        forwarded.add(real(peer.answered), {{"peer", peer.url}, {"outcome", "answered"}});
        forwarded.add(real(peer.failed), {{"peer", peer.url}, {"outcome", "failed"}});
    }
    to.push_back(ready.take());
    to.push_back(forwarded.take());
}

void add_one(Families& to, const char* name, const char* help, double value) {
    Reading reading(name, help, MetricType::Gauge);
    reading.add(value);
    to.push_back(reading.take());
}

}  // namespace

void add_readings(std::vector<MetricFamily>& to, const std::vector<PartitionHealth>& all,
                  const std::vector<PartitionLag>& lags, const std::optional<LogCounts>& log,
                  const ServerCounts& counts) {
    add_house(to, all, lags);
    add_standing(to, all);
    add_log(to, log);
    add_peers(to, counts.peers);
    add_one(to, "dossier_http_connections", "Open connections.", real(counts.connections));
    add_one(to, "dossier_http_streams", "Followers of the feed.", real(counts.streams));
    add_one(to, "dossier_queries_waiting", "Queries that wait for a thread.",
            real(counts.queries_waiting));
    add_one(to, "dossier_tokens_cached", "Verified tokens remembered.", real(counts.tokens_cached));
    add_one(to, "process_resident_memory_bytes", "Memory in use.", resident_bytes());
}

}  // namespace dossier
