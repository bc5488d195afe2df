#include "eventstore/move.hpp"

#include "eventstore/causes.hpp"
#include "eventstore/verify_entries.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr std::size_t batch_entries = 4096, batch_bytes = 4 << 20;
constexpr std::uint64_t say_each = 1024;

using Ends = std::vector<Position>;

Ends ends_of(const Journal& journal) {
    Ends ends;
    for (int i = 0; i < journal.partitions(); ++i) ends.push_back(journal.end(i));
    return ends;
}

std::uint64_t sum(const Ends& ends) {
    std::uint64_t all = 0;
    for (const Position end : ends) all += end;
    return all;
}

/// Calls `each` with the records in [from, end).
template <class Each>
void read_all(const Journal& journal, int partition, Position from, Position end,
              const Each& each) {
    for (Position at = from; at < end;) {
        const std::vector<Recorded> records = journal.read(partition, at);
        if (records.empty())
            throw StoreError("partition " + std::to_string(partition) + " ends at " +
                             std::to_string(at) + ", and had " + std::to_string(end));
        for (const Recorded& record : records) {
            if (record.position >= end) return;
            each(record);
            at = record.position + 1;
        }
    }
}

/// The tenant whose entry it is.
TenantEntries& add(AllEntries& to, int partition, const Recorded& record, const Entry& entry) {
    TenantEntries& its = to[entry.tenant];
    ++its.count;
    its.last_seq = entry.seq;
    for (const auto& [key, subject] : entry.keys)
        its.last_key = std::max<std::int64_t>(its.last_key, std::stoll(key));
    its.digest = sha256(std::string(view(its.digest)) + record.bytes);
    its.last = {entry.seq, partition, record.position, sha256(record.bytes)};
    return its;
}

[[noreturn]] void other_log(const std::string& tenant, const std::string& why) {
    throw StoreError(
        "the target is not empty, and what it has is not the beginning of what is "
        "copied: " +
        tenant + " " + why + "; nothing was written");
}

/// That what is there is how the source began, tenant by tenant.
void need_beginning(const Journal& from, const Ends& ends, const AllEntries& there,
                    const std::function<void(std::uint64_t)>& progress) {
    AllEntries now;
    std::uint64_t done = 0;
    for (int i = 0; i < from.partitions(); ++i)
        read_all(from, i, 0, ends[static_cast<std::size_t>(i)], [&](const Recorded& record) {
            const Entry entry = entry_from(record.bytes);
            const TenantEntries& its = add(now, i, record, entry);
            const auto found = there.find(entry.tenant);
            if (found != there.end() && found->second.last_seq == its.last_seq &&
                !found->second.same_as(its))
                other_log(entry.tenant, "has other entries there, among the first " +
                                            std::to_string(its.last_seq));
            if (++done % say_each == 0) progress(done);
        });
    for (const auto& [tenant, its] : there)
        if (const auto found = now.find(tenant);
            found == now.end() || found->second.last_seq < its.last_seq)
            other_log(tenant, "has " + std::to_string(its.last_seq) + " entries there and " +
                                  std::to_string(found == now.end() ? 0 : found->second.last_seq) +
                                  " here");
}

/// What is on its way into a journal: takes a partition when the first of it comes.
class Packing {
public:
    explicit Packing(Journal& to) : to_(to), parts_(static_cast<std::size_t>(to.partitions())) {}

    void add(const std::string& tenant, const std::string& bytes) {
        const int partition = partition_of(tenant, to_.partitions());
        Part& it = parts_[static_cast<std::size_t>(partition)];
        it.bytes += bytes.size();
        it.entries.push_back(bytes);
        if (it.entries.size() >= batch_entries || it.bytes >= batch_bytes) send(partition, it);
    }
    void finish() {
        for (std::size_t i = 0; i < parts_.size(); ++i) send(static_cast<int>(i), parts_[i]);
    }

private:
    struct Part {
        std::vector<std::string> entries;
        std::size_t bytes = 0;
        bool taken = false;
    };
    void send(int partition, Part& it) {
        if (it.entries.empty()) return;
        if (!it.taken) to_.take(partition);
        it.taken = true;
        to_.append(partition, it.entries);
        it.entries.clear();
        it.bytes = 0;
    }

    Journal& to_;
    std::vector<Part> parts_;
};

struct Copying {
    const Journal& from;
    const AllEntries& there;
    MoveReport& report;
    EntryChecks checks;
    Packing packing;
    std::uint64_t done = 0;

    void add_from(int partition, const Recorded& record) {
        if (const auto wrong = checks.next(partition, record)) throw StoreError(to_text(*wrong));
        const Entry entry = entry_from(record.bytes);
        add(report.source, partition, record, entry);
        const auto found = there.find(entry.tenant);
        if (found != there.end() && entry.seq <= found->second.last_seq) return;
        packing.add(entry.tenant, record.bytes);
        ++report.moved;
    }
};

std::int64_t count(const AllEntries& all) {
    std::int64_t sum = 0;
    for (const auto& [tenant, its] : all) sum += its.count;
    return sum;
}

}  // namespace

AllEntries all_entries(const Journal& journal, const std::function<void(std::uint64_t)>& progress) {
    AllEntries all;
    std::uint64_t done = 0;
    for (int i = 0; i < journal.partitions(); ++i)
        read_all(journal, i, 0, journal.end(i), [&](const Recorded& record) {
            add(all, i, record, entry_from(record.bytes));
            if (progress && ++done % say_each == 0) progress(done);
        });
    return all;
}

MoveReport move_journal(const Journal& from, Journal& to,
                        const std::function<void()>& before_writing, const MoveProgress& progress) {
    const Ends ends = ends_of(from);
    const auto say = [&](MoveStage stage, std::uint64_t of) {
        return [&progress, stage, of](std::uint64_t done) {
            if (progress) progress(stage, done, of);
        };
    };
    const AllEntries there = all_entries(to, say(MoveStage::looking, sum(ends_of(to))));
    if (!there.empty()) need_beginning(from, ends, there, say(MoveStage::looking, sum(ends)));

    MoveReport report;
    if (before_writing && sum(ends) > static_cast<std::uint64_t>(count(there))) before_writing();
    Copying copying{from, there, report, EntryChecks(from.partitions()), Packing(to)};
    const auto copied = say(MoveStage::copying, sum(ends));
    const auto copy = [&](int partition, Position first, Position end) {
        read_all(from, partition, first, end, [&](const Recorded& record) {
            copying.add_from(partition, record);
            if (++copying.done % say_each == 0) copied(copying.done);
        });
    };
    // First of all partitions what lies before their last causes, then these causes, the last one's
    // first, then the rest: where many become few, all that may still be to be reacted to, these
    // causes among it, lies from where the target's reactions go on.
    Ends causes, behind;  // both 0 where there is none
    for (int i = 0; i < from.partitions(); ++i) {
        const std::optional<Position> cause = last_cause(from, i);
        const bool any = cause && *cause < ends[static_cast<std::size_t>(i)];
        causes.push_back(any ? *cause : 0);
        behind.push_back(any ? *cause + 1 : 0);
        copy(i, 0, causes.back());
    }
    for (auto i = static_cast<std::size_t>(from.partitions()); i-- > 0;)
        copy(static_cast<int>(i), causes[i], behind[i]);
    for (std::size_t i = 0; i < ends.size(); ++i) copy(static_cast<int>(i), behind[i], ends[i]);
    copying.packing.finish();

    if (ends_of(from) != ends)
        throw StoreError("the source grew while it was copied: stop its house, and do this again");
    report.target = all_entries(to, say(MoveStage::verifying, sum(ends_of(to))));
    for (const auto& [tenant, its] : report.source)
        if (const auto found = report.target.find(tenant);
            found == report.target.end() || !found->second.same_as(its))
            throw StoreError("the target has other entries of " + tenant +
                             " than the source: another wrote to it, or the disk is wrong");
    if (report.target.size() != report.source.size())
        throw StoreError("the target has tenants that the source has not: another wrote to it");
    return report;
}

void move_keys(const Keys& from, Keys& to, const AllEntries& entries, Random& random) {
    Bytes32 on_the_way;
    random.fill(on_the_way);
    to.import_all(from.export_all(on_the_way), on_the_way);
    for (const auto& [tenant, its] : entries)
        for (std::int64_t key = 1; key <= its.last_key; ++key)
            if (!from.has(tenant, key) && to.has(tenant, key)) to.destroy(tenant, key);
}

}  // namespace dossier
