#pragma once
// The least that Boost.Beast makes of a server: reads a request whole, says the same answer to
// all, keeps the connection alive. least_server.cpp is the benchmark's own door to the library.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace dossier::bench {

class LeastServer {
public:
    /// Hears a body that came, and calls back, from any thread, when it may be answered.
    using Keep = std::function<void(std::string body, std::function<void()> kept)>;

    /// So many threads, each with its own connections; an answer has so many bytes. Without `keep`
    /// it answers at once.
    LeastServer(int threads, std::size_t answer_bytes, Keep keep = {});
    ~LeastServer();

    std::uint16_t port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::bench
