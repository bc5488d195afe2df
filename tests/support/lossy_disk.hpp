#pragma once
// A disk that keeps what was not synced in the process, so that `kill -9` loses it as a power cut
// would: the operating system's page cache outlives the process, and a plain kill proves nothing.
// It does not lose names of files, and does not write out of order. A file that is read back or
// linked while some of it is unsynced is written out first.
#include <atomic>
#include <memory>

namespace rocksdb {
class Env;
}

namespace dossier::test {

/// Over the operating system's file system. Must outlive every database that is on it.
class LossyDisk {
public:
    LossyDisk();
    ~LossyDisk();
    LossyDisk(const LossyDisk&) = delete;
    rocksdb::Env* env() const { return env_.get(); }

    /// From now on every sync fails.
    void fail();

private:
    std::shared_ptr<std::atomic<bool>> failing_;
    std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace dossier::test
