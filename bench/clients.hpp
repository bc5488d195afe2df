#pragma once
// HTTP clients that cost as little as they can: bytes made beforehand, one thread for all of them,
// every connection kept alive with one request on its way.
#include <cstdint>
#include <string>
#include <vector>

namespace dossier::bench {

struct Heard {
    double seconds = 0;
    std::vector<double> latency_us;
    std::size_t accepted = 0, refused = 0;  // 2xx, and everything else
    std::string a_refusal;                  // the whole answer
    std::uint64_t body_bytes = 0;           // of all answers
};

/// Sends all of them, each once, over so many connections to this machine. Throws
/// std::runtime_error when a connection ends or nothing comes for ten seconds.
Heard ask_all(std::uint16_t port, const std::vector<std::string>& requests, std::size_t clients);

}  // namespace dossier::bench
