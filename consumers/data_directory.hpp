#pragma once
// The folder a house lives in: its format, its owner, and where everything in it is.
//
//     format       "dossier-data 1" LF "program" SP version LF "partitions" SP n LF
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

/// Holds the directory against every other process for as long as it lives.
class DataDirectory {
public:
    /// Makes a new one of so many partitions when there is none. Throws StoreError naming the
    /// process that has it open already.
    DataDirectory(const rocks::Disk&, int partitions_of_a_new_one);
    ~DataDirectory();
    DataDirectory(const DataDirectory&) = delete;
    DataDirectory& operator=(const DataDirectory&) = delete;

    const rocks::Disk& disk() const { return disk_; }
    int partitions() const { return format_.partitions; }

private:
    void hold();

    rocks::Disk disk_;
    DataFormat format_;
    int owner_ = -1;  // the file descriptor of the lock
};

/// The number of the process that has the directory open, or nothing.
std::optional<int> owner_of(const std::filesystem::path& directory);

}  // namespace dossier
