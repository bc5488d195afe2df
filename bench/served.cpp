#include "bench/served.hpp"

#include <thread>

namespace dossier::bench {
namespace {

constexpr Timestamp first_day{1'767'225'600'000'000};  // of the workload
constexpr std::chrono::milliseconds look{2};
constexpr std::size_t requests_max = 1'000'000'000;  // a connection is kept alive
constexpr std::chrono::hours token_life{24 * 365};

ApiOptions api_options() {
    ApiOptions options;
    options.listen.port = 0;
    options.limits.threads = server_threads;
    options.limits.requests_per_connection_max = requests_max;
    options.rates = {{}, {}};
    return options;
}

HouseOptions house_options(const Serving& serving) {
    return {.views = serving.views, .react = serving.views};
}

}  // namespace

Served::Served(const std::filesystem::path& path, Serving serving)
    : clock_(first_day),
      house_({path, nullptr, serving.sync}, clock_, random_, give_up, house_options(serving)) {
    if (serving.http)
        api_ = std::make_unique<Api>(house_, token_key(path / "token.key", random_), random_,
                                     api_options());
}

Sent Served::send(const std::vector<Asked>& all, std::size_t clients) {
    return send_all([this](Request request,
                           Reply reply) { house_.submit(std::move(request), std::move(reply)); },
                    clock_, all, clients);
}

std::uint64_t Served::entries() const { return house_.journal().end(0); }

std::uint64_t Served::behind() const {
    const ViewsHealth health = house_.views(0).health();
    if (!health.error.empty()) give_up(health.error);
    return health.journal_end - health.position;
}

void Served::wait_for_views() const {
    while (behind() > 0) std::this_thread::sleep_for(look);
}

const std::string& Served::token(const std::string& user) {
    std::string& token = tokens_[user];
    if (token.empty())
        token = api_->tokens().sign({tenant, UserId{user}, first_day, clock_.now() + token_life});
    return token;
}

std::string Served::post(const Asked& asked) {
    std::string made = "POST /v1/commands/" + asked.type + " HTTP/1.1\r\nHost: localhost\r\n";
    made += "Authorization: Bearer " + token(asked.actor) + "\r\nIdempotency-Key: " + asked.id;
    if (!asked.stream.empty()) made += "\r\nDossier-Stream: " + asked.stream;
    made += "\r\nContent-Type: application/json\r\nContent-Length: ";
    return made + std::to_string(asked.data.size()) + "\r\n\r\n" + asked.data;
}

std::string Served::get(const std::string& target, const std::string& user) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
           token(user) + "\r\n\r\n";
}

}  // namespace dossier::bench
