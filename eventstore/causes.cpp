#include "eventstore/causes.hpp"

#include "eventstore/entry.hpp"

#include <algorithm>
#include <utility>

namespace dossier {
namespace {

constexpr Portion portion{.records_max = 256, .bytes_max = 1 << 20};

/// One that cannot be read was caused by nothing and is no cause.
Entry read_or_empty(const std::string& bytes) try {
    return entry_from(bytes);
} catch (const StoreError&) {
    return {};
}

}  // namespace

std::optional<Position> last_cause(const Journal& journal, int partition, Position least) {
    std::optional<std::pair<std::string, std::int64_t>> cause;  // tenant, sequence
    for (Position end = journal.end(partition); end > least;) {
        const Position from = end - std::min<Position>(end - least, portion.records_max);
        std::vector<Entry> entries;
        for (Position at = from; at < end;)
            for (const Recorded& record : journal.read(partition, at, portion)) {
                at = record.position + 1;
                if (record.position < end) entries.push_back(read_or_empty(record.bytes));
            }
        for (std::size_t i = entries.size(); i-- > 0;) {
            const Entry& entry = entries[i];
            if (cause && entry.tenant == cause->first && entry.seq == cause->second)
                return from + i;
            if (!cause && entry.cause && entry.via == "reaction")
                cause.emplace(entry.tenant, entry.cause->seq);
        }
        end = from;
    }
    return {};
}

}  // namespace dossier
