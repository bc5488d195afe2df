#include "api/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <map>
#include <mutex>

namespace dossier {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

const prometheus::Histogram::BucketBoundaries seconds_bounds(Histogram::bounds.begin(),
                                                             Histogram::bounds.end());

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

using Number = double (*)(const PartitionHealth&);

struct Row {
    const char* name;
    const char* help;
    MetricType type;
    Number number;
};

template <class N>
double real(N n) {
    return static_cast<double>(n);
}

const Row rows[] = {
    {"dossier_commands_accepted_total", "Commands accepted.", MetricType::Counter,
     [](const PartitionHealth& of) { return real(of.writer.accepted); }},
    {"dossier_commands_repeated_total", "Commands that got their first answer again.",
     MetricType::Counter, [](const PartitionHealth& of) { return real(of.writer.repeated); }},
    {"dossier_command_faults_total", "Commands put aside because deciding them failed.",
     MetricType::Counter, [](const PartitionHealth& of) { return real(of.writer.faults); }},
    {"dossier_batches_total", "Appends to the journal, each synced once.", MetricType::Counter,
     [](const PartitionHealth& of) { return real(of.writer.batches); }},
    {"dossier_batch_last_entries", "Entries of the last append.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.writer.batch_last); }},
    {"dossier_batch_largest_entries", "Entries of the largest append.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.writer.batch_largest); }},
    {"dossier_queue_commands", "Commands waiting for the writer.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.writer.queued); }},
    {"dossier_timers_fired_total", "Timers that were due and sent.", MetricType::Counter,
     [](const PartitionHealth& of) { return real(of.writer.timers_fired); }},
    {"dossier_timers_parked_total", "Timers whose command was refused.", MetricType::Counter,
     [](const PartitionHealth& of) { return real(of.writer.timers_parked); }},
    {"dossier_journal_position", "Where the next entry will lie.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.journal_end); }},
    {"dossier_projector_position", "What the views have folded.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.views.position); }},
    {"dossier_projector_entries_total", "Entries folded since the start.", MetricType::Counter,
     [](const PartitionHealth& of) { return real(of.views.entries); }},
    {"dossier_projector_rows_total", "Rows written since the start.", MetricType::Counter,
     [](const PartitionHealth& of) { return real(of.views.rows); }},
    {"dossier_projector_parked", "Streams parked in a view.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.views.parked.size()); }},
    {"dossier_reactions_position", "What the reactions have seen.", MetricType::Gauge,
     [](const PartitionHealth& of) { return real(of.reacted); }},
};

struct LogRow {
    const char* name;
    const char* help;
    std::uint64_t LogCounts::*count;
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
};
constexpr std::string_view standings[] = {"owner", "taking", "standby"};

ClientMetric::Label partition_label(const PartitionHealth& of) {
    return {"partition", std::to_string(of.partition)};
}

void add_house(std::vector<MetricFamily>& to, const std::vector<PartitionHealth>& all) {
    for (const Row& row : rows) {
        Reading reading(row.name, row.help, row.type);
        for (const PartitionHealth& of : all) reading.add(row.number(of), {partition_label(of)});
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
        deciding.add(of.writer.deciding, {partition_label(of)});
        appending.add(of.writer.appending, {partition_label(of)});
    }
    to.push_back(deciding.take());
    to.push_back(appending.take());
}

void add_standing(std::vector<MetricFamily>& to, const std::vector<PartitionHealth>& all) {
    Reading reading("dossier_standing", "1 for what the partition is here.", MetricType::Gauge);
    for (const PartitionHealth& of : all)
        for (const std::string_view standing : standings)
            if (!of.standing.empty())
                reading.add(of.standing == standing ? 1 : 0,
                            {partition_label(of), {"standing", std::string(standing)}});
    to.push_back(reading.take());
}

/// The names are said even where the journal is on this disk.
void add_log(std::vector<MetricFamily>& to, const std::optional<LogCounts>& counts) {
    for (const LogRow& row : log_rows) {
        Reading reading(row.name, row.help, MetricType::Counter);
        if (counts) reading.add(real((*counts).*row.count));
        to.push_back(reading.take());
    }
}

void add_lag(std::vector<MetricFamily>& to, const std::vector<PartitionLag>& lags) {
    Reading entries("dossier_projector_lag_entries", "Entries not folded yet.", MetricType::Gauge);
    Reading seconds("dossier_projector_lag_seconds", "Age of the first entry not folded yet.",
                    MetricType::Gauge);
    for (std::size_t i = 0; i < lags.size(); ++i) {
        entries.add(real(lags[i].views.entries), {{"partition", std::to_string(i)}});
        seconds.add(lags[i].views.seconds, {{"partition", std::to_string(i)}});
    }
    to.push_back(entries.take());
    to.push_back(seconds.take());
}

/// Of the partitions that are relayed here; the names are said everywhere.
void add_relay(std::vector<MetricFamily>& to, const std::vector<PartitionHealth>& all,
               const std::vector<PartitionLag>& lags) {
    using enum MetricType;
    Reading position("dossier_relay_position", "What is published to the topic of events.", Gauge);
    Reading records("dossier_relay_records_total", "Records published since the start.", Counter);
    Reading parked("dossier_relay_parked_total", "Entries that could not be published.", Counter);
    Reading entries("dossier_relay_lag_entries", "Entries not published yet.", Gauge);
    Reading seconds("dossier_relay_lag_seconds", "Age of the first entry not published.", Gauge);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].relay) continue;
        position.add(real(all[i].relay->position), {partition_label(all[i])});
        records.add(real(all[i].relay->published), {partition_label(all[i])});
        parked.add(real(all[i].relay->parked), {partition_label(all[i])});
        entries.add(real(lags[i].relay.entries), {partition_label(all[i])});
        seconds.add(lags[i].relay.seconds, {partition_label(all[i])});
    }
    for (Reading* reading : {&position, &records, &parked, &entries, &seconds})
        to.push_back(reading->take());
}

void add_one(std::vector<MetricFamily>& to, const char* name, const char* help, double value) {
    Reading reading(name, help, MetricType::Gauge);
    reading.add(value);
    to.push_back(reading.take());
}

}  // namespace

struct Metrics::Impl {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests =
        prometheus::BuildCounter()
            .Name("dossier_http_requests_total")
            .Help("Requests answered, by route and status.")
            .Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds =
        prometheus::BuildHistogram()
            .Name("dossier_http_request_seconds")
            .Help("From the whole request to the answer sent, by route.")
            .Register(registry);
    prometheus::Family<prometheus::Histogram>& decisions =
        prometheus::BuildHistogram()
            .Name("dossier_command_seconds")
            .Help("From the writer's queue to the answer, by outcome.")
            .Register(registry);
    prometheus::Histogram& accepted = decisions.Add({{"outcome", "accepted"}}, seconds_bounds);
    prometheus::Histogram& refused = decisions.Add({{"outcome", "refused"}}, seconds_bounds);

    prometheus::Histogram& queries = prometheus::BuildHistogram()
                                         .Name("dossier_query_seconds")
                                         .Help("Answering a query from the views.")
                                         .Register(registry)
                                         .Add({}, seconds_bounds);

    std::mutex mutex;
    std::map<std::pair<std::string_view, int>, prometheus::Counter*> by_status;  // guarded
    std::map<std::string_view, prometheus::Histogram*> by_route;                 // guarded
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

/// Routes are few and live as long as the house, so their names are keys as they are.
void Metrics::answered(std::string_view route, int status, double seconds) {
    prometheus::Histogram* histogram = nullptr;
    {
        const std::lock_guard lock(impl_->mutex);
        prometheus::Counter*& counter = impl_->by_status[{route, status}];
        const std::string name(counter ? "" : route);
        if (counter == nullptr)
            counter = &impl_->requests.Add({{"route", name}, {"status", std::to_string(status)}});
        counter->Increment();
        prometheus::Histogram*& known = impl_->by_route[route];
        if (known == nullptr) known = &impl_->seconds.Add({{"route", name}}, seconds_bounds);
        histogram = known;
    }
    histogram->Observe(seconds);
}

void Metrics::decided(bool accepted, double seconds) {
    (accepted ? impl_->accepted : impl_->refused).Observe(seconds);
}

void Metrics::asked(double seconds) { impl_->queries.Observe(seconds); }

std::string Metrics::text(const std::vector<PartitionHealth>& all,
                          const std::vector<PartitionLag>& lags,
                          const std::optional<LogCounts>& log, const ServerCounts& counts) const {
    std::vector<MetricFamily> families = impl_->registry.Collect();
    add_house(families, all);
    add_standing(families, all);
    add_log(families, log);
    add_lag(families, lags);
    add_relay(families, all, lags);
    add_one(families, "dossier_http_connections", "Open connections.", real(counts.connections));
    add_one(families, "dossier_http_streams", "Followers of the feed.", real(counts.streams));
    add_one(families, "dossier_queries_waiting", "Queries that wait for a thread.",
            real(counts.queries_waiting));
    add_one(families, "dossier_tokens_cached", "Verified tokens remembered.",
            real(counts.tokens_cached));
    add_one(families, "process_resident_memory_bytes", "Memory in use.", resident_bytes());
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace dossier
