#include "api/metrics.hpp"

#include "api/readings.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>

namespace dossier {
namespace {

const prometheus::Histogram::BucketBoundaries seconds_bounds(Histogram::bounds.begin(),
                                                             Histogram::bounds.end());

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
    std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
    add_readings(families, all, lags, log, counts);
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace dossier
