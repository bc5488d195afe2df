#include "api/api.hpp"

#include "api/commands.hpp"
#include "api/health.hpp"
#include "api/metrics.hpp"
#include "api/openapi.hpp"
#include "api/problem.hpp"
#include "api/views.hpp"
#include "api/workers.hpp"

namespace dossier {
namespace {

/// An instant, as text or as {"now":…}.
struct ClockSet {
    Timestamp now;

    static void describe(auto& is) {
        is.named("ClockSet", "Where the clock is to stand.");
        is.field("now", &ClockSet::now).required();
    }
};

HttpResponse clock_says(const Clock& clock) {
    return {.body = R"({"now":")" + to_text(clock.now()) + "\"}"};
}

std::unique_ptr<Peers> peers_of(const House& house, const ApiOptions& options) {
    if (options.peers.empty() || house.has_views() || !house.takes_commands()) return nullptr;
    return std::make_unique<Peers>(options.peers, options.peering);
}

}  // namespace

class Api::Impl {
public:
    Impl(House& house, const Bytes32& seed, Random& random, ApiOptions options)
        : house_(house),
          clock_(house.clock()),
          virtual_(options.clock),
          openapi_(openapi_json(Queries::routes(), options.version)),
          tokens_(seed, clock_, options.tokens),
          commands_([this](Request asked, Reply reply) { submit(std::move(asked), reply); },
                    house_.keys(), clock_, random,
                    [this](const std::string& tenant, double n) { router_.charge(tenant, n); }),
          feed_(
              house.journal(), [this](const Reader& reader) { return roles(reader); }, clock_,
              options.feed),
          peers_(peers_of(house, options)),
          workers_(std::make_shared<Workers>(options.query_threads, options.queries_waiting_max)),
          router_(routes(), tokens_, clock_, options.rates,
                  [this](std::string_view route, int status, double seconds) {
                      metrics_->answered(route, status, seconds);
                  }),
          server_(options.listen, router_, clock_, options.limits) {}

    void stop() {
        feed_.stop();
        if (peers_) peers_->end_streams();
        server_.stop();
        workers_->stop();
        if (peers_) peers_->stop();
    }
    std::uint16_t port() const { return server_.port(); }
    Tokens& tokens() { return tokens_; }

private:
    static Route get(std::string path, Handler handler, Door door = Door::open) {
        return {"GET", std::move(path), std::move(handler), door};
    }

    std::vector<Route> routes() {
        std::vector<Route> all{
            get("/livez", [](Call&) { return HttpResponse{.body = R"({"status":"alive"})"}; }),
            get("/readyz", [this](Call&) { return report_health(); }),
            get("/metrics", [this](Call&) { return report_metrics(); }),
        };
        const auto add = [&all](std::vector<Route> some) {
            for (Route& route : some) all.push_back(std::move(route));
        };
        if (house_.takes_commands()) add(routes_of_commands());
        if (house_.has_views())
            add(routes_of_views());
        else if (peers_)
            add(routes_to_peers());
        return all;
    }

    std::vector<Route> routes_of_commands() {
        return {
            {"POST", "/v1/commands/{Type}", [this](Call& call) { return commands_.by_type(call); }},
            {"POST", "/v1/commands", [this](Call& call) { return commands_.by_envelope(call); }},
            get("/v1/openapi.json", [this](Call&) { return HttpResponse{.body = openapi_}; }),
        };
    }

    /// Who may do what is read from the views, so what asks for that is here, too.
    std::vector<Route> routes_of_views() {
        std::vector<Route> all{get(
            "/v1/events", [this](Call& call) { return feed_.open(call); }, Door::by_token)};
        if (virtual_ != nullptr) {
            all.push_back(get("/v1/clock", [this](Call&) { return clock_says(clock_); }));
            all.push_back({"PUT", "/v1/clock", [this](Call& call) { return set_clock(call); }});
        }
        for (Route& route : query_routes(Queries::routes(), asking()))
            all.push_back(std::move(route));
        return all;
    }

    std::vector<Route> routes_to_peers() {
        std::vector<Route> all;
        const Handler handler = [this](Call& call) { return ask_peers(call); };
        for (const QueryRoute& query : Queries::routes())
            all.push_back({"GET", query.path, handler});
        all.push_back({"GET", "/v1/events", handler});
        return all;
    }

    HttpResponse ask_peers(Call& call) {
        if (call.request.field(forwarded_field) != nullptr)
            return problem(503, "peers.none", "There are no views here, and this was forwarded.");
        return peers_->ask(call.request, partition_of(call.who.tenant, house_.partitions()));
    }

    ViewsDoor asking() {
        return {[this](const Question& question) {
                    const auto start = std::chrono::steady_clock::now();
                    auto found = house_.queries(question.reader.tenant).answer(question);
                    const std::chrono::duration<double> took =
                        std::chrono::steady_clock::now() - start;
                    metrics_->asked(took.count());
                    return found;
                },
                [this](const std::string& tenant, std::int64_t seq, std::chrono::milliseconds wait,
                       std::function<void(bool)> call) {
                    house_.queries(tenant).when_folded(tenant, seq, wait, std::move(call));
                },
                [workers = workers_](std::function<void()> work) {
                    return workers->run(std::move(work));
                }};
    }

    Roles roles(const Reader& reader) const { return house_.queries(reader.tenant).roles(reader); }

    void submit(Request asked, const Reply& reply) {
        const auto start = std::chrono::steady_clock::now();
        house_.submit(std::move(asked), [metrics = metrics_, start, reply](Answer answer) {
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            metrics->decided(!answer.why, took.count());
            reply(std::move(answer));
        });
    }

    std::vector<PartitionLag> lags(const std::vector<PartitionHealth>& all) const {
        std::vector<PartitionLag> lags;
        for (const PartitionHealth& of : all)
            lags.push_back(lag_of(of, house_.journal(), clock_.now()));
        return lags;
    }

    std::vector<PeerHealth> peers() const {
        return peers_ ? peers_->health() : std::vector<PeerHealth>();
    }

    HttpResponse report_health() const {
        const std::vector<PartitionHealth> all = house_.health();
        return ready({house_.takes_commands(), house_.has_views(), peers()}, all, lags(all));
    }

    HttpResponse report_metrics() const {
        const std::vector<PartitionHealth> all = house_.health();
        return {.body = metrics_->text(all, lags(all), house_.log_counts(),
                                       {server_.connections(), feed_.streams(), tokens_.cached(),
                                        workers_->waiting(), peers()}),
                .type = "text/plain; version=0.0.4"};
    }

    /// Forward only: what was recorded is not to lie in the future.
    HttpResponse set_clock(Call& call) {
        if (!roles({call.who.tenant, call.who.user}).has(Role::admin))
            return problem(house::forbidden);
        ClockSet set;
        Errors errors = read_command(type_of<ClockSet>(), &set, call.request.body);
        if (errors.empty() && set.now < clock_.now())
            errors.push_back({"/now", "rising", "The clock goes forward only."});
        if (!errors.empty())
            return problem(422, house::invalid.name, house::invalid.message, std::move(errors));
        virtual_->set(set.now);
        return clock_says(clock_);
    }

    House& house_;
    const Clock& clock_;
    VirtualClock* const virtual_;
    const std::string openapi_;
    // The writer may answer a command after everybody here has gone.
    const std::shared_ptr<Metrics> metrics_ = std::make_shared<Metrics>();
    Tokens tokens_;
    Commands commands_;
    Feed feed_;
    const std::unique_ptr<Peers> peers_;  // null: none are known, or needed
    // The views may call back when everybody here has gone.
    const std::shared_ptr<Workers> workers_;
    Router router_;
    Server server_;
};

Api::Api(House& house, const Bytes32& seed, Random& random, ApiOptions options)
    : impl_(std::make_unique<Impl>(house, seed, random, std::move(options))) {}
Api::~Api() { stop(); }
std::uint16_t Api::port() const { return impl_->port(); }
Tokens& Api::tokens() { return impl_->tokens(); }
void Api::stop() { impl_->stop(); }

}  // namespace dossier
