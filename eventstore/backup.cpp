#include "eventstore/backup.hpp"

#include "eventstore/keys_rows.hpp"
#include "eventstore/rocks_journal.hpp"
#include "eventstore/verify_entries.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dossier {
namespace {

namespace fs = std::filesystem;

void need_empty(const fs::path& folder) {
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
        throw StoreError(folder.string() + " is not empty: choose a new folder");
}

/// Everything of this file system is on the disk when it returns.
void sync_folder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::syncfs(fd) == 0;
    const int why = errno;
    if (fd >= 0) ::close(fd);
    if (!synced) throw StoreError("sync " + folder.string() + ": " + std::strerror(why));
}

void copy_partition(const Journal& from, Journal& to, int partition, EntryChecks& checks,
                    const VerifyProgress& progress) {
    const Position end = from.end(partition);
    for (Position at = 0; at < end;) {
        std::vector<std::string> entries;
        for (Recorded& record : from.read(partition, at)) {
            if (record.position >= end) break;
            if (const auto wrong = checks.next(partition, record))
                throw StoreError(to_text(*wrong));
            at = record.position + 1;
            entries.push_back(std::move(record.bytes));
        }
        to.append(partition, entries);
        if (progress) progress(partition, at, end);
    }
}

Verdict checked(const rocks::Disk& directory, int partitions, const VerifyProgress& progress = {}) {
    Verdict verified = verify_directory(directory, partitions, progress);
    if (verified.wrong) throw StoreError(to_text(*verified.wrong));
    return verified;
}

}  // namespace

Copied back_up(const rocks::Disk& directory, int partitions, const fs::path& to,
               BackupWanted wanted, const VerifyProgress& progress) {
    need_empty(to);
    if (!fs::exists(directory.root / "format"))
        throw StoreError(directory.root.string() + " is no data directory");
    const rocks::Disk copy{to};
    {
        const auto from = open_reader(directory.at("journal"), partitions);
        RocksJournal journal(copy.at("journal"), partitions);
        EntryChecks checks(partitions);
        for (int partition = 0; partition < partitions; ++partition)
            copy_partition(*from, journal, partition, checks, progress);
        journal.flush();
        write_mark(to / "mark", checks.sums().last);
    }
    // After the entries: the pool of a key is durable before an entry uses it.
    if (wanted.keys) copy_key_rows(directory.at("keys"), copy.at("keys"));
    Copied copied{checked(copy, partitions), wanted.keys};
    fs::copy_file(directory.root / "format", to / "format");
    sync_folder(to);
    return copied;
}

Copied restore(const fs::path& backup, int partitions, const fs::path& to,
               const VerifyProgress& progress) {
    need_empty(to);
    if (!fs::exists(backup / "format")) throw StoreError(backup.string() + " is no whole backup");
    checked(rocks::Disk{backup}, partitions, progress);
    fs::create_directories(to);
    const bool keys = fs::exists(backup / "keys");
    fs::copy(backup / "journal", to / "journal", fs::copy_options::recursive);
    if (keys) fs::copy(backup / "keys", to / "keys", fs::copy_options::recursive);
    fs::copy_file(backup / "mark", to / "mark");
    Copied copied{checked(rocks::Disk{to}, partitions), keys};
    fs::copy_file(backup / "format", to / "format");
    sync_folder(to);
    return copied;
}

}  // namespace dossier
