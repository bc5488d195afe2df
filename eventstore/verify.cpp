#include "eventstore/verify.hpp"

#include "eventstore/rocks_journal.hpp"
#include "eventstore/verify_entries.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

namespace dossier {
namespace {

namespace fs = std::filesystem;

constexpr Position look_ahead = 100'000;  // beyond what cannot be read, to find out whose it was
constexpr std::size_t named_max = 5;

/// Which entries may lie where nothing can be read: of every tenant that has a hole behind it, or
/// that the mark has seen further, the first that is missing.
std::map<std::string, std::int64_t> missing_at(const Journal& journal, int partition,
                                               Position damaged, const EntryChecks& checks,
                                               const std::optional<Marks>& marks) {
    std::map<std::string, std::int64_t> first;  // what comes of each tenant behind the damage
    const Position end = std::min(journal.end(partition), damaged + 1 + look_ahead);
    for (Position at = damaged + 1; at < end; ++at) {
        try {
            for (const Recorded& record : journal.read(partition, at, {1})) {
                const Entry entry = entry_from(record.bytes);
                first.emplace(entry.tenant, entry.seq);
            }
        } catch (const StoreError&) {
            continue;  // more of the same damage
        }
        if (first.size() >= named_max) break;
    }
    if (marks)
        for (const auto& [tenant, marked] : *marks)
            if (marked.partition == partition) first.emplace(tenant, marked.seq + 1);
    std::map<std::string, std::int64_t> missing;
    for (const auto& [tenant, seq] : first)
        if (seq > checks.last_seq(tenant) + 1) missing[tenant] = checks.last_seq(tenant) + 1;
    if (missing.empty() && checks.sums().last.size() == 1) {
        const auto& [tenant, last] = *checks.sums().last.begin();
        if (last.partition == partition) missing[tenant] = last.seq + 1;
    }
    return missing;
}

/// What the journal said, without the place, which is said anyway.
std::string without_place(const std::string& why) {
    const std::size_t place = why.find(", position "), end = why.find(": ", place);
    return place == std::string::npos || end == std::string::npos ? why : why.substr(end + 2);
}

Wrong unreadable(const Journal& journal, int partition, Position at, const std::string& why,
                 const EntryChecks& checks, const std::optional<Marks>& marks) {
    Wrong wrong{partition, at, {}, 0, without_place(why)};
    for (const auto& [tenant, seq] : missing_at(journal, partition, at, checks, marks)) {
        if (wrong.tenant.empty()) {
            wrong.tenant = tenant;
            wrong.seq = seq;
        } else {
            wrong.what += "; or " + tenant + ' ' + std::to_string(seq);
        }
    }
    return wrong;
}

/// What the mark says that the journal does not bear out.
std::optional<Wrong> beyond(const Journal& journal, const Marks& marks, const EntryChecks& checks) {
    for (const auto& [tenant, marked] : marks) {
        const std::int64_t last = checks.last_seq(tenant);
        if (last >= marked.seq) continue;
        const int partition = std::min(marked.partition, journal.partitions() - 1);
        return Wrong{partition, journal.end(partition), tenant, last + 1,
                     "is lost: the journal ends at " + std::to_string(last) + ", the mark says " +
                         std::to_string(marked.seq)};
    }
    return {};
}

std::optional<Wrong> check_partition(const Journal& journal, int partition,
                                     const std::optional<Marks>& marks, EntryChecks& checks,
                                     const VerifyProgress& progress) {
    const Position end = journal.end(partition);
    Portion portion;
    for (Position at = 0; at < end;) {
        std::vector<Recorded> records;
        try {
            records = journal.read(partition, at, portion);
        } catch (const StoreError& error) {
            if (portion.records_max == 1)
                return unreadable(journal, partition, at, error.what(), checks, marks);
            portion.records_max = 1;  // the damage is in here: to its beginning, one by one
            continue;
        }
        if (records.empty()) return unreadable(journal, partition, at, "is missing", checks, marks);
        for (const Recorded& record : records) {
            if (auto wrong = checks.next(partition, record)) return wrong;
            at = record.position + 1;
            if (!marks) continue;
            const std::string& tenant = checks.latest_tenant();
            const auto marked = marks->find(tenant);
            const Marked& seen = checks.sums().last.at(tenant);
            if (marked != marks->end() && marked->second.seq == seen.seq &&
                marked->second.sum != seen.sum)
                return Wrong{partition, record.position, tenant, seen.seq,
                             "the mark says that another entry was here"};
        }
        if (progress) progress(partition, at, end);
    }
    return {};
}

/// A copy of the journal's folder that is gone with this object. Tables never change, so they are
/// linked where they can be.
class Copy {
public:
    explicit Copy(const fs::path& folder)
        : path_(folder.string() + ".verify-" + std::to_string(::getpid())) {
        fs::remove_all(path_);
        fs::create_directory(path_);
        for (const auto& file : fs::directory_iterator(folder)) {
            const fs::path to = path_ / file.path().filename();
            std::error_code no_link = std::make_error_code(std::errc::not_supported);
            if (file.path().extension() == ".sst") fs::create_hard_link(file.path(), to, no_link);
            if (no_link && file.is_regular_file()) fs::copy_file(file.path(), to);
        }
    }
    ~Copy() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Copy(const Copy&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// Where a journal that does not open ends for those who read on as far as they can.
Verdict verify_broken(const rocks::Disk& journal, int partitions, const std::string& why,
                      const std::optional<Marks>& marks, const VerifyProgress& progress) {
    Verdict verified;
    verified.wrong = Wrong{0, 0, {}, 0, why};
    try {
        const Copy copy(journal.root);
        const RocksJournal good({copy.path(), journal.env, true}, partitions, rocks::Mode::salvage);
        verified = verify(good, marks, progress);
        if (verified.wrong && !verified.wrong->what.starts_with("is lost")) return verified;
        if (verified.wrong) {
            verified.wrong->what = "and what follows cannot be read: " + why;
            return verified;
        }
        verified.wrong = Wrong{0, good.end(0), {}, 0, "what follows cannot be read: " + why};
        if (verified.last.size() == 1) {
            verified.wrong->tenant = verified.last.begin()->first;
            verified.wrong->seq = verified.last.begin()->second.seq + 1;
            verified.wrong->what = "and " + verified.wrong->what;
        }
    } catch (const std::runtime_error& error) {
        verified.wrong->what += "; and as a copy: " + std::string(error.what());
    }
    return verified;
}

}  // namespace

std::string to_text(const Wrong& wrong) {
    const std::string place = "partition " + std::to_string(wrong.partition) + ", position " +
                              std::to_string(wrong.position);
    if (wrong.tenant.empty()) return place + ": " + wrong.what;
    return wrong.tenant + ' ' + std::to_string(wrong.seq) + " (" + place + "): " + wrong.what;
}

Verdict verify(const Journal& journal, const std::optional<Marks>& marks,
               const VerifyProgress& progress) {
    EntryChecks checks(journal.partitions());
    std::optional<Wrong> wrong;
    for (int partition = 0; partition < journal.partitions() && !wrong; ++partition)
        wrong = check_partition(journal, partition, marks, checks, progress);
    if (!wrong && marks) wrong = beyond(journal, *marks, checks);
    checks.sums().wrong = std::move(wrong);
    return std::move(checks.sums());
}

Verdict verify_directory(const rocks::Disk& directory, int partitions,
                         const VerifyProgress& progress) {
    const std::optional<Marks> marks = read_mark(directory.root / "mark");
    const rocks::Disk place = directory.at("journal");
    std::unique_ptr<RocksJournal> journal;
    try {
        journal = open_reader(place, partitions);
    } catch (const StoreError& error) {
        return verify_broken(place, partitions, error.what(), marks, progress);
    }
    return verify(*journal, marks, progress);
}

}  // namespace dossier
