#include "eventstore/replay.hpp"

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "domain/catalog.hpp"

namespace dossier {
namespace {

bool is_within(const Until& until, const Entry& entry) {
    return (!until.seq || entry.seq <= *until.seq) && (!until.at || entry.at <= *until.at);
}

void fold(const Entry& entry, const Event& event, Replayed& into) {
    const Aggregate* aggregate = aggregate_named(aggregate_of(event.stream));
    if (aggregate == nullptr) throw StoreError("this build does not know " + event.stream.text);
    Replica& record =
        into.records.try_emplace(event.stream, Replica{0, 0, Object(*aggregate->state)})
            .first->second;
    if (event.version != record.version + 1)
        throw StoreError(event.stream.text + " has version " + std::to_string(event.version) +
                         " after " + std::to_string(record.version));
    aggregate->evolve(record.state.get(), aggregate->read(event), meta_of(entry, event));
    record.version = event.version;
    record.seq = entry.seq;
}

/// Whether there may be more for this replay behind the entry.
bool take(const Entry& entry, const StreamId* only, const Until& until, Replayed& into) {
    if (!is_within(until, entry)) return false;
    try {
        if (entry.seq != into.seq + 1) throw StoreError("comes after " + std::to_string(into.seq));
        for (const Event& event : entry.events)
            if (only == nullptr || event.stream == *only) fold(entry, event, into);
    } catch (const std::runtime_error& error) {
        throw StoreError(entry.tenant + ' ' + std::to_string(entry.seq) + ": " + error.what());
    }
    into.seq = entry.seq;
    into.at = entry.at;
    return true;
}

Replayed folded(const Journal& journal, std::string_view tenant, const StreamId* only,
                const Until& until, const ReplayProgress& progress) {
    Replayed replayed;
    const int partition = partition_of(tenant, journal.partitions());
    for (Position at = 0;;) {
        const std::vector<Recorded> records = journal.read(partition, at);
        if (records.empty()) return replayed;
        for (const Recorded& record : records) {
            const Entry entry = entry_from(record.bytes);
            if (entry.tenant == tenant && !take(entry, only, until, replayed)) return replayed;
        }
        at = records.back().position + 1;
        if (progress) progress(replayed.seq);
    }
}

}  // namespace

Replayed replay(const Journal& journal, std::string_view tenant, const Until& until,
                const ReplayProgress& progress) {
    return folded(journal, tenant, nullptr, until, progress);
}

Replayed replay_record(const Journal& journal, std::string_view tenant, const StreamId& stream,
                       const Until& until) {
    return folded(journal, tenant, &stream, until, {});
}

std::string to_json(const Replica& record) {
    return to_json(record.state.type(), record.state.get());
}

std::string state_hash(const Replayed& replayed) {
    // A sum of sums, so that no text of the whole house has to be held.
    Bytes32 sum{};
    for (const auto& [stream, record] : replayed.records)
        sum = sha256(std::string(view(sum)) + stream.text + ' ' + std::to_string(record.version) +
                     ' ' + to_json(record) + '\n');
    return to_hex(view(sum));
}

std::vector<RecordChange> changes(const Replayed& before, const Replayed& after) {
    std::vector<RecordChange> all;
    for (const auto& [stream, then] : before.records)
        if (!after.records.contains(stream)) all.push_back({stream, then.version, 0, {}});
    for (const auto& [stream, now] : after.records) {
        const auto then = before.records.find(stream);
        if (then == before.records.end()) {
            all.push_back({stream, 0, now.version, {}});
            continue;
        }
        std::vector<Change> fields =
            diff(now.state.type(), then->second.state.get(), now.state.get());
        if (now.version != then->second.version || !fields.empty())
            all.push_back({stream, then->second.version, now.version, std::move(fields)});
    }
    return all;
}

}  // namespace dossier
