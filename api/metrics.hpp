#pragma once
// What operators watch, in Prometheus' text format. docs/operations.md says what each metric means.
#include "api/lag.hpp"
#include "api/peers.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

/// What the server itself has at the moment.
struct ServerCounts {
    std::size_t connections = 0;
    std::size_t streams = 0;
    std::size_t tokens_cached = 0;
    std::size_t queries_waiting = 0;
    std::vector<PeerHealth> peers = {};
};

/// Any thread.
class Metrics {
public:
    Metrics();
    ~Metrics();

    void answered(std::string_view route, int status, double seconds);
    /// From when a command was handed to the writer until it was answered.
    void decided(bool accepted, double seconds);

    /// A query was answered from the views.
    void asked(double seconds);

    std::string text(const std::vector<PartitionHealth>&, const std::vector<PartitionLag>&,
                     const std::optional<LogCounts>&, const ServerCounts&) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier
