#include "api/feed_read.hpp"

#include "base/ids.hpp"
#include "schema/json_text.hpp"

#include <algorithm>
#include <charconv>

namespace dossier {
namespace {

constexpr Portion some{64, 256 * 1024};

/// Takes these bytes off the front.
bool take(std::string_view& from, std::string_view bytes) {
    if (!from.starts_with(bytes)) return false;
    from.remove_prefix(bytes.size());
    return true;
}

/// Takes what comes before the next quote.
std::string_view take_text(std::string_view& from) {
    const std::string_view text = from.substr(0, from.find('"'));
    from.remove_prefix(text.size());
    return text;
}

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

std::optional<Peek> peek(std::string_view entry) {
    Peek seen;
    if (!take(entry, R"({"v":1,"tenant":")")) return std::nullopt;
    seen.tenant = take_text(entry);
    if (!take(entry, R"(","seq":)")) return std::nullopt;
    const auto [end, why] = std::from_chars(entry.data(), entry.data() + entry.size(), seen.seq);
    if (why != std::errc()) return std::nullopt;
    entry.remove_prefix(static_cast<std::size_t>(end - entry.data()));
    if (!take(entry, R"(,"at":")")) return std::nullopt;
    seen.at = take_text(entry);
    return seen;
}

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
    const Event& event = entry.events.at(index);
    const std::string seq = std::to_string(entry.seq), place = std::to_string(index);
    to.append("id: ").append(seq).append(".").append(place);
    to.append("\ndata: {\"seq\":").append(seq).append(",\"index\":").append(place);
    to.append(R"(,"at":")").append(to_text(entry.at)).append("\"");
    if (entry.effective_at)
        to.append(R"(,"effective_at":")").append(to_text(*entry.effective_at)).append("\"");
    if (entry.actor) to.append(R"(,"actor":)").append(dossier::quoted(entry.actor->text));
    to.append(R"(,"command":)").append(dossier::quoted(entry.command.id));
    to.append(R"(,"type":)").append(dossier::quoted(event.type));
    to.append(R"(,"schema":)").append(std::to_string(event.schema));
    to.append(R"(,"stream":)").append(dossier::quoted(event.stream.text));
    to.append(R"(,"version":)").append(std::to_string(event.version));
    to.append(R"(,"data":)").append(event.data.text).append("}\n\n");
}

}  // namespace dossier
