#include "tests/support/some_journal.hpp"

#include "base/random.hpp"
#include "eventstore/kafka/journal.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstdlib>

namespace dossier::test {

/// What a journal of its kind stands on, and how it is opened there.
struct SomeJournal::Kind {
    virtual ~Kind() = default;
    virtual std::unique_ptr<Journal> open() = 0;
    virtual bool kept() const { return true; }

    struct Memory;
    struct RocksDb;
    struct Kafka;
};

struct SomeJournal::Kind::Memory final : Kind {
    explicit Memory(int n) : partitions(n) {}
    std::unique_ptr<Journal> open() override { return std::make_unique<MemoryJournal>(partitions); }
    bool kept() const override { return false; }

    const int partitions;
};

struct SomeJournal::Kind::RocksDb final : Kind {
    explicit RocksDb(int n) : partitions(n) {}
    std::unique_ptr<Journal> open() override {
        return std::make_unique<RocksJournal>(rocks::Disk{folder / "journal"}, partitions);
    }

    const int partitions;
    TempDir folder;
};

struct SomeJournal::Kind::Kafka final : Kind {
    explicit Kafka(int n) : partitions(n), topic(n) {}
    std::unique_ptr<Journal> open() override {
        return std::make_unique<kafka::Journal>(broker(), topic.name, partitions,
                                                rocks::Disk{folder / "copy"}, random);
    }

    const int partitions;
    TempDir folder;
    FreshTopic topic;
    SystemRandom random;
};

SomeJournal::SomeJournal(int partitions) {
    const char* const asked = std::getenv("DOSSIER_JOURNAL");
    const std::string name = asked != nullptr ? asked : "memory";
    if (name == "memory") kind_ = std::make_unique<Kind::Memory>(partitions);
    if (name == "rocksdb") kind_ = std::make_unique<Kind::RocksDb>(partitions);
    if (name == "kafka") kind_ = std::make_unique<Kind::Kafka>(partitions);
    if (!kind_) throw std::runtime_error("DOSSIER_JOURNAL is memory, rocksdb or kafka");
    reopen();
}

SomeJournal::~SomeJournal() { journal.reset(); }

void SomeJournal::reopen() {
    journal.reset();
    journal = kind_->open();
    for (int i = 0; i < journal->partitions(); ++i) journal->take(i);
}

bool SomeJournal::kept() const { return kind_->kept(); }

}  // namespace dossier::test
