#include "tests/support/lossy_disk.hpp"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <map>
#include <mutex>

namespace dossier::test {

using namespace rocksdb;

namespace {

/// A file and the end of it that the disk does not have yet. It outlives the handle it was written
/// by: closing is not syncing.
struct Held {
    std::mutex mutex;
    std::unique_ptr<FSWritableFile> file;
    std::string unsynced;
    bool closed = false;
    std::shared_ptr<std::atomic<bool>> failing;

    IOStatus sync() { return *failing ? IOStatus::IOError("this disk fails") : write_out(); }
    IOStatus write_out() {
        const std::lock_guard lock(mutex);
        if (unsynced.empty()) return IOStatus::OK();
        const IOStatus done = file->Append(unsynced, {}, nullptr);
        unsynced.clear();
        return done;
    }
};

class LossyFile final : public FSWritableFileWrapper {
public:
    explicit LossyFile(std::shared_ptr<Held> held)
        : FSWritableFileWrapper(held->file.get()), held_(std::move(held)) {}
    ~LossyFile() override { held_->closed = true; }

    IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
        const std::lock_guard lock(held_->mutex);
        held_->unsynced.append(data.data(), data.size());
        return IOStatus::OK();
    }
    IOStatus Append(const Slice& data, const IOOptions& options, const DataVerificationInfo&,
                    IODebugContext* debug) override {
        return Append(data, options, debug);
    }
    IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
    IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
        return IOStatus::OK();
    }
    // What the operating system has been given outlives a kill; its own sync would prove no more.
    IOStatus Sync(const IOOptions&, IODebugContext*) override { return held_->sync(); }
    IOStatus Fsync(const IOOptions&, IODebugContext*) override { return held_->sync(); }
    IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
    IOStatus Truncate(uint64_t, const IOOptions&, IODebugContext*) override {
        return IOStatus::OK();  // RocksDB cuts off what it allocated ahead; nothing was
    }
    IOStatus Allocate(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
        return IOStatus::OK();
    }
    void PrepareWrite(size_t, size_t, const IOOptions&, IODebugContext*) override {}
    uint64_t GetFileSize(const IOOptions& options, IODebugContext* debug) override {
        const std::lock_guard lock(held_->mutex);
        return held_->file->GetFileSize(options, debug) + held_->unsynced.size();
    }

private:
    std::shared_ptr<Held> held_;
};

class LossyFileSystem final : public FileSystemWrapper {
public:
    explicit LossyFileSystem(std::shared_ptr<std::atomic<bool>> failing)
        : FileSystemWrapper(FileSystem::Default()), failing_(std::move(failing)) {}
    static const char* kClassName() { return "LossyFileSystem"; }
    const char* Name() const override { return kClassName(); }

    IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                             std::unique_ptr<FSWritableFile>* made,
                             IODebugContext* debug) override {
        auto held = std::make_shared<Held>();
        held->failing = failing_;
        const IOStatus done = target()->NewWritableFile(name, options, &held->file, debug);
        if (!done.ok()) return done;
        {
            const std::lock_guard lock(mutex_);
            held_[name] = held;
        }
        *made = std::make_unique<LossyFile>(std::move(held));
        return done;
    }
    IOStatus ReopenWritableFile(const std::string&, const FileOptions&,
                                std::unique_ptr<FSWritableFile>*, IODebugContext*) override {
        return IOStatus::NotSupported("a lossy disk does not append to old files");
    }
    IOStatus NewSequentialFile(const std::string& name, const FileOptions& options,
                               std::unique_ptr<FSSequentialFile>* made,
                               IODebugContext* debug) override {
        write_out(name);
        return target()->NewSequentialFile(name, options, made, debug);
    }
    IOStatus NewRandomAccessFile(const std::string& name, const FileOptions& options,
                                 std::unique_ptr<FSRandomAccessFile>* made,
                                 IODebugContext* debug) override {
        write_out(name);
        return target()->NewRandomAccessFile(name, options, made, debug);
    }
    IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
        write_out(from);
        return target()->LinkFile(from, to, options, debug);
    }
    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                        IODebugContext* debug) override {
        const std::lock_guard lock(mutex_);
        if (auto moved = held_.extract(from)) {
            held_.erase(to);
            moved.key() = to;
            held_.insert(std::move(moved));
        }
        return target()->RenameFile(from, to, options, debug);
    }
    IOStatus DeleteFile(const std::string& name, const IOOptions& options,
                        IODebugContext* debug) override {
        {
            const std::lock_guard lock(mutex_);
            held_.erase(name);
        }
        return target()->DeleteFile(name, options, debug);
    }
    IOStatus GetFileSize(const std::string& name, const IOOptions& options, uint64_t* size,
                         IODebugContext* debug) override {
        const IOStatus done = target()->GetFileSize(name, options, size, debug);
        if (const auto held = find(name)) {
            const std::lock_guard lock(held->mutex);
            *size += held->unsynced.size();
        }
        return done;
    }

private:
    std::shared_ptr<Held> find(const std::string& name) {
        const std::lock_guard lock(mutex_);
        const auto found = held_.find(name);
        if (found == held_.end()) return nullptr;
        std::shared_ptr<Held> held = found->second;
        const std::lock_guard inner(held->mutex);
        if (held->closed && held->unsynced.empty()) held_.erase(found);  // nothing is held any more
        return held;
    }
    void write_out(const std::string& name) {
        if (const auto held = find(name)) held->write_out();
    }

    std::shared_ptr<std::atomic<bool>> failing_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Held>> held_;
};

}  // namespace

LossyDisk::LossyDisk()
    : failing_(std::make_shared<std::atomic<bool>>(false)),
      env_(NewCompositeEnv(std::make_shared<LossyFileSystem>(failing_))) {}
LossyDisk::~LossyDisk() = default;
void LossyDisk::fail() { *failing_ = true; }

}  // namespace dossier::test
