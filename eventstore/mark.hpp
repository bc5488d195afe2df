#pragma once
// The mark beside the journal: how far each tenant had come, so that a journal that lost its end is
// not taken for a whole one. RocksDB opens one that was cut between two records without a word.
//
//     mark := "dossier mark 1\n" line* "sum " hex "\n"      sum: SHA-256 of all that stands above
//     line := tenant " " seq " " partition " " position " " hex "\n"    hex: SHA-256 of the entry
#include "base/crypto.hpp"
#include "eventstore/journal.hpp"

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace dossier {

/// The last entry of a tenant: which it is, where it lies and what it hashes to.
struct Marked {
    std::int64_t seq = 0;
    int partition = 0;
    Position position = 0;
    Bytes32 sum{};
};
using Marks = std::map<std::string, Marked, std::less<>>;  // by tenant

/// Nothing when there is no mark, or it was torn when the machine went down: it is not synced.
std::optional<Marks> read_mark(const std::filesystem::path& file);

/// Whole or not at all: written beside, and renamed. Throws StoreError.
void write_mark(const std::filesystem::path& file, const Marks&);

/// Throws StoreError when the journal ends before its mark, or has another entry at its place:
/// "acme: the mark says 1201, the journal ends at 1187: entries 1188 to 1201 are lost".
/// Reads one entry of each tenant.
void check_mark(const Journal&, const std::filesystem::path& file);

/// Keeps a mark up to date from a thread of its own, at most an interval behind. Any thread.
class MarkKeeper {
public:
    explicit MarkKeeper(std::filesystem::path file,
                        std::chrono::milliseconds interval = std::chrono::seconds(1));
    ~MarkKeeper();  // writes what is left

    /// An entry that is durable, and the last of its tenant so far.
    void note(std::string_view tenant, std::int64_t seq, int partition, Position,
              std::string_view bytes);

    /// Writes now what was noted. Throws StoreError.
    void write();

    /// Why the file could not be written, when it could not; it is tried again every interval.
    std::optional<std::string> trouble() const;

private:
    struct Noted {
        std::int64_t seq;
        int partition;
        Position position;
        std::string bytes;
    };
    void keep();

    const std::filesystem::path file_;
    const std::chrono::milliseconds interval_;
    std::mutex writing_;  // of marks_ and the file
    Marks marks_;
    mutable std::mutex mutex_;  // of what follows
    std::condition_variable wake_;
    std::map<std::string, Noted, std::less<>> noted_;  // hashed when written, not for every entry
    std::optional<std::string> trouble_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace dossier
