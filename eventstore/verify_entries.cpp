#include "eventstore/verify_entries.hpp"

#include "base/hash.hpp"
#include "domain/catalog.hpp"

#include <algorithm>

namespace dossier {
namespace {

/// Opens nothing, and remembers the highest and the lowest number it was asked about.
class BoxNumbers final : public Sealer {
public:
    Box seal(const StreamId&, std::string_view) override { return {}; }
    std::optional<std::string> open(const Box& box) const override {
        highest = std::max(highest, box.key);
        lowest = std::min(lowest, box.key);
        return {};
    }
    mutable std::int64_t highest = 0, lowest = 1;
};

std::string number(std::int64_t n) { return std::to_string(n); }

std::string packed(const StreamId& stream) {
    const Hash128 sum = hash128(stream.text);
    return {reinterpret_cast<const char*>(&sum), sizeof sum};
}

}  // namespace

std::int64_t EntryChecks::last_seq(std::string_view tenant) const {
    const auto found = sums_.last.find(tenant);
    return found == sums_.last.end() ? 0 : found->second.seq;
}

std::optional<Wrong> EntryChecks::next(int partition, const Recorded& record) {
    Wrong wrong{partition, record.position, {}, 0, {}};
    try {
        const Entry entry = entry_from(record.bytes);
        wrong.tenant = entry.tenant;
        wrong.seq = entry.seq;
        wrong.what = misfit(partition, entry, record.bytes, tenants_[entry.tenant]);
        if (!wrong.what.empty()) return wrong;
        sums_.last[entry.tenant] = {entry.seq, partition, record.position, sha256(record.bytes)};
        latest_ = entry.tenant;
        sums_.entries += 1;
        sums_.events += static_cast<std::int64_t>(entry.events.size());
        sums_.bytes += record.bytes.size();
        return {};
    } catch (const std::runtime_error& error) {
        wrong.what = error.what();
        return wrong;
    }
}

std::string EntryChecks::misfit(int partition, const Entry& entry, std::string_view bytes,
                                Tenant& tenant) const {
    if (to_bytes(entry) != bytes) return "the bytes are not the one text of the entry";
    const int home = partition_of(entry.tenant, partitions_);
    if (home != partition) return "the tenant's partition is " + number(home);
    const std::int64_t last = last_seq(entry.tenant);
    if (entry.seq != last + 1)
        return "comes after " + number(last) +
               (entry.seq > last ? ": " + number(last + 1) + " is missing" : "");
    if (last > 0 && entry.at <= tenant.at)
        return "is not later than the entry before: " + to_text(entry.at);
    if (entry.cause && entry.cause->seq >= entry.seq) return "its cause comes after it";
    tenant.at = entry.at;
    if (std::string why = keys_misfit(entry, tenant); !why.empty()) return why;
    if (entry.address && entry.address->box()->key > tenant.keys)
        return "its address is sealed under a key that nobody has yet";
    for (const Event& event : entry.events)
        if (std::string why = misfit(event, tenant); !why.empty()) return why;
    return {};
}

std::string EntryChecks::keys_misfit(const Entry& entry, Tenant& tenant) {
    std::vector<std::int64_t> numbers;
    for (const auto& [key, subject] : entry.keys) numbers.push_back(std::stoll(key));
    std::sort(numbers.begin(), numbers.end());
    for (const std::int64_t key : numbers)
        if (key != ++tenant.keys)
            return "key " + number(key) + " comes after " + number(tenant.keys - 1);
    return {};
}

std::string EntryChecks::misfit(const Event& event, Tenant& tenant) {
    std::int64_t& version = tenant.versions[packed(event.stream)];
    if (event.version != version + 1)
        return event.stream.text + " has version " + number(event.version) + " after " +
               number(version);
    version = event.version;
    const Aggregate* aggregate = aggregate_named(aggregate_of(event.stream));
    if (aggregate == nullptr) return "this build does not know " + event.stream.text;
    Object read = aggregate->read(event);
    const BoxNumbers boxes;
    unseal(read.type(), read.get(), boxes);
    if (boxes.lowest < 1 || boxes.highest > tenant.keys)
        return event.type + " of " + event.stream.text + " has a box under key " +
               number(boxes.lowest < 1 ? boxes.lowest : boxes.highest) + ", which nobody has";
    return {};
}

}  // namespace dossier
