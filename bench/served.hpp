#pragma once
// All that `dossier serve` runs in one process, on a virtual clock, without a limit of rate.
#include "api/api.hpp"
#include "base/random.hpp"
#include "bench/sending.hpp"
#include "consumers/local_house.hpp"

namespace dossier::bench {

struct Serving {
    bool views = true;  // and reactions
    bool sync = true;   // false: for filling a directory quickly
    bool http = false;
};

class Served {
public:
    Served(const std::filesystem::path&, Serving = {});

    /// In process: keeps so many on their way until all are answered.
    Sent send(const std::vector<Asked>&, std::size_t clients);

    /// How many entries lie in the journal, and how many of them not yet in every view.
    std::uint64_t entries() const;
    std::uint64_t behind() const;
    void wait_for_views() const;

    std::uint16_t port() const { return api_->port(); }
    /// "POST /v1/commands/OpenCase …" with the token of who sends it.
    std::string post(const Asked&);
    std::string get(const std::string& target, const std::string& user);

    const Journal& journal() const { return house_.journal(); }
    VirtualClock& clock() { return clock_; }

private:
    const std::string& token(const std::string& user);

    SystemRandom random_;
    VirtualClock clock_;
    dossier::LocalHouse house_;
    std::unique_ptr<Api> api_;
    std::map<std::string, std::string> tokens_;  // by user
};

/// Threads of the server under test, and of the one it is compared with.
constexpr int server_threads = 2;

}  // namespace dossier::bench
