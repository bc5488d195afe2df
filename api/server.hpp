#pragma once
// The listener and its limits. Each io thread runs its own sessions, so a session needs no lock.
#include "api/gate.hpp"
#include "api/http.hpp"
#include "base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace dossier {

struct ServerLimits {
    GateLimits gate;
    int threads = 2;
    std::size_t connections_max = 1'000;
    std::size_t connections_per_address_max = 250;
    std::size_t requests_per_connection_max = 1'000;
    std::size_t body_bytes_per_second_min = 1024;
    std::chrono::milliseconds head_within{5'000};  // of its first byte
    std::chrono::milliseconds body_grace{5'000};   // before its rate counts
    std::chrono::milliseconds idle_max{30'000};    // between two requests
    std::chrono::milliseconds answer_within{60'000};
    std::chrono::milliseconds sent_within{30'000};  // one answer, or one piece of it
    std::chrono::milliseconds stop_within{10'000};  // for what is being answered
};

struct Listen {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any that is free
};

/// Serves from when it was made until stop(). Throws StoreError when it cannot listen there.
class Server {
public:
    Server(const Listen&, Front&, const Clock&, ServerLimits = {});
    ~Server();

    /// Where it really listens.
    std::uint16_t port() const;
    std::size_t connections() const;

    /// Takes no new connection, ends what is idle, lets what is being answered finish, bounded.
    /// Idempotent.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier
