#pragma once
// The folder a house lives in: its format, its owner, and where everything in it is.
//
//     format       "dossier-data 1" LF "program" SP version LF "partitions" SP n LF
//     copying      the same, in its place while a journal is copied into the folder
//     owner        the process that has it open, by number; locked while it does
//     root.key     keys/  journal/  mark  state/<partition>/  views/<partition>/  react/  token.key
#include "eventstore/rocks.hpp"

#include <filesystem>

namespace dossier {

constexpr int data_format = 1;

struct DataFormat {
    int format = data_format;
    std::string program;  // the version that made the directory
    int partitions = 1;
};

/// What the file `format` says; nothing when the directory is empty or is not there. Throws
/// StoreError when it was made by a newer program, naming that, or is no data directory at all.
std::optional<DataFormat> read_format(const std::filesystem::path& directory);

/// Holds the directory, which is made if need be, against every other process for as long as it
/// lives. Throws StoreError naming the process that has it open already.
class DirectoryLock {
public:
    explicit DirectoryLock(const std::filesystem::path& directory);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    int file_ = -1;
};

class DataDirectory {
public:
    /// Makes a new one of so many partitions when there is none. Throws StoreError, also when
    /// another process has it open.
    DataDirectory(const rocks::Disk&, int partitions_of_a_new_one);

    const rocks::Disk& disk() const { return disk_; }
    int partitions() const { return format_.partitions; }

private:
    const rocks::Disk disk_;
    DataFormat format_;
    std::optional<DirectoryLock> lock_;
};

/// A directory that a journal is copied into: no data directory until all of it is there, so that
/// nobody serves half of one. One that was left unfinished is taken up again.
class UnfinishedDirectory {
public:
    /// As DataDirectory, which it may be.
    UnfinishedDirectory(const rocks::Disk&, int partitions_of_a_new_one);

    const rocks::Disk& disk() const { return disk_; }
    int partitions() const { return format_.partitions; }

    void begin();
    /// Throws StoreError when the disk does.
    void finish();

private:
    const rocks::Disk disk_;
    DataFormat format_;
    std::optional<DirectoryLock> lock_;
};

/// The number of the process that has the directory open, or nothing.
std::optional<int> owner_of(const std::filesystem::path& directory);

}  // namespace dossier
