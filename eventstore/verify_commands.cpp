#include "eventstore/entry.hpp"
#include "eventstore/verify.hpp"

#include <istream>
#include <unordered_map>

namespace dossier {
namespace {

constexpr std::size_t listed_max = 100;

struct Sent {
    std::string id;

    static void describe(auto& is) {
        is.named("Sent", "What is asked of an envelope here.");
        is.field("id", &Sent::id);
    }
};

}  // namespace

CommandsSeen commands_seen(const Journal& journal, std::istream& ndjson, std::string_view tenant) {
    CommandsSeen seen;
    std::unordered_map<std::string, int> times;
    std::vector<std::string> order;
    for (std::string line; std::getline(ndjson, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        Sent sent;
        if (!from_json(type_of<Sent>(), &sent, line).empty() || sent.id.empty()) {
            if (!seen.no_line) seen.no_line = line;
            continue;
        }
        if (times.try_emplace(sent.id, 0).second) order.push_back(sent.id);
    }
    for (int partition = 0; partition < journal.partitions(); ++partition)
        for (Position at = 0;;) {
            const std::vector<Recorded> records = journal.read(partition, at);
            if (records.empty()) break;
            for (const Recorded& record : records) {
                const Entry entry = entry_from(record.bytes);
                const auto found = times.find(entry.command.id);
                if (found != times.end() && (tenant.empty() || entry.tenant == tenant))
                    ++found->second;
            }
            at = records.back().position + 1;
        }
    seen.asked = static_cast<std::int64_t>(order.size());
    for (std::string& id : order) {
        const int n = times.at(id);
        if (n == 0 && ++seen.absent_count <= static_cast<std::int64_t>(listed_max))
            seen.absent.push_back(id);
        if (n > 1 && ++seen.repeated_count <= static_cast<std::int64_t>(listed_max))
            seen.repeated.push_back(id);
    }
    return seen;
}

}  // namespace dossier
