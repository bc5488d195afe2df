#include "api/lag.hpp"

#include "eventstore/peek.hpp"

namespace dossier {

PartitionLag lag_of(const PartitionHealth& of, const Journal& journal, Timestamp now) {
    const auto behind = [&](Position position) -> Lag {
        if (position >= of.journal_end) return {};
        Lag lag{.entries = of.journal_end - position};
        const auto next = journal.read(of.partition, position, {1, 1});
        const auto seen = next.empty() ? std::nullopt : peek(next.front().bytes);
        if (const auto at = seen ? timestamp_of(seen->at) : std::nullopt)
            lag.seconds = std::max(0.0, static_cast<double>(now.us - at->us) / 1e6);
        return lag;
    };
    PartitionLag lag;
    if (of.viewed) lag.views = behind(of.views.position);
    if (of.reacting) lag.reactions = behind(of.reacted);
    if (of.relay && of.relay->begun) lag.relay = behind(of.relay->position);
    return lag;
}

}  // namespace dossier
