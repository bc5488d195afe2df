#include "api/feed_read.hpp"

#include "base/ids.hpp"
#include "consumers/published.hpp"
#include "eventstore/peek.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr Portion some{64, 256 * 1024};

/// The tenant's first entry in [from, limit).
struct Place {
    Position position;
    bool reached;  // it is at or behind the start
};
std::optional<Place> first_of(const Journal& journal, int partition, std::string_view tenant,
                              const Start& start, Position from, Position limit) {
    while (from < limit) {
        const std::vector<Recorded> records = journal.read(partition, from, some);
        if (records.empty()) return std::nullopt;
        for (const Recorded& record : records) {
            if (record.position >= limit) return std::nullopt;
            const auto seen = peek(record.bytes);
            if (!seen || seen->tenant != tenant) continue;
            const bool reached = std::holds_alternative<std::int64_t>(start)
                                     ? seen->seq >= std::get<std::int64_t>(start)
                                     : seen->at >= std::get<std::string>(start);
            return Place{record.position, reached};
        }
        from = records.back().position + 1;
    }
    return std::nullopt;
}

}  // namespace

Position find_start(const Journal& journal, int partition, std::string_view tenant,
                    const Start& start) {
    Position low = 0, high = journal.end(partition);
    Position found = high;  // the tenant's entries rise, so the place can be halved
    while (low < high) {
        const Position middle = low + (high - low) / 2;
        const auto place = first_of(journal, partition, tenant, start, middle, high);
        if (!place) {
            high = middle;
        } else if (place->reached) {
            found = place->position;
            high = middle;
        } else {
            low = place->position + 1;
        }
    }
    return found;
}

bool FeedFilter::takes(const Event& event) const {
    const auto is_type = [&](const std::string& type) { return type == event.type; };
    const auto is_stream = [&](const std::string& stream) {
        return stream == event.stream.text || stream == aggregate_of(event.stream);
    };
    return (types.empty() || std::any_of(types.begin(), types.end(), is_type)) &&
           (streams.empty() || std::any_of(streams.begin(), streams.end(), is_stream));
}

void append_frame(std::string& to, const Entry& entry, std::size_t index) {
    to.append("id: ").append(std::to_string(entry.seq)).append(".").append(std::to_string(index));
    append_published(to.append("\ndata: "), entry, index);
    to.append("\n\n");
}

std::string closing_frame(const std::string& last_id, std::int64_t resume_from) {
    return (last_id.empty() ? "" : "id: " + last_id + "\n") +
           "event: closing\ndata: {\"resume_from\":" + std::to_string(resume_from) + "}\n\n";
}

}  // namespace dossier
