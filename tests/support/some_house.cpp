#include "tests/support/some_house.hpp"

#include "base/random.hpp"
#include "consumers/kafka/kafka_house.hpp"
#include "consumers/local_house.hpp"
#include "eventstore/memory_journal.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstdio>
#include <cstdlib>

namespace dossier::test {
namespace {

constexpr int partitions = 3;

/// What a house calls when it can write no more: no test goes on from there.
[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "the house stopped: %s\n", why.c_str());
    std::abort();
}

}  // namespace

/// What a house of its kind stands on, and how it is opened there.
struct SomeHouse::Kind {
    explicit Kind(const Clock& its) : clock(its) {}
    virtual ~Kind() = default;
    virtual std::unique_ptr<House> open() = 0;
    virtual void forget() {
        for (const char* folded : {"state", "views", "react"})
            std::filesystem::remove_all(folder / folded);
    }

    struct Memory;
    struct RocksDb;
    struct Kafka;

    const Clock& clock;
    TempDir folder;
    SystemRandom random;
};

struct SomeHouse::Kind::Memory final : Kind {
    using Kind::Kind;
    std::unique_ptr<House> open() override {
        return std::make_unique<LocalHouse>(
            rocks::Disk{folder.path()}, clock, random, fail,
            HouseOptions{.partitions = partitions, .journal = &journal});
    }

    MemoryJournal journal{partitions};
};

struct SomeHouse::Kind::RocksDb final : Kind {
    using Kind::Kind;
    std::unique_ptr<House> open() override {
        return std::make_unique<LocalHouse>(rocks::Disk{folder.path()}, clock, random, fail,
                                            HouseOptions{.partitions = partitions});
    }
};

struct SomeHouse::Kind::Kafka final : Kind {
    using Kind::Kind;
    ~Kafka() override {
        try {
            kafka::Admin admin(broker());
            for (const kafka::Topic& topic :
                 {journal_topic(plan), commands_topic(plan), replies_topic(plan),
                  events_topic(plan), keys_topic(plan)})
                admin.remove(topic.name, patience);
        } catch (const StoreError& error) {
            std::fprintf(stderr, "%s\n", error.what());  // the broker forgets them with its folder
        }
    }
    std::unique_ptr<House> open() override {
        KafkaOptions options;
        options.config = broker();
        options.plan = plan;
        options.virtual_time = true;
        return std::make_unique<KafkaHouse>(rocks::Disk{folder.path()}, clock, random, fail,
                                            options);
    }
    void forget() override {
        Kind::forget();
        std::filesystem::remove_all(folder / "journal");  // a copy
    }

    const kafka::HousePlan plan{.prefix = fresh_name(), .partitions = partitions};
};

SomeHouse::SomeHouse(const Clock& clock) {
    const char* const asked = std::getenv("DOSSIER_JOURNAL");
    const std::string name = asked != nullptr ? asked : "memory";
    if (name == "memory") kind_ = std::make_unique<Kind::Memory>(clock);
    if (name == "rocksdb") kind_ = std::make_unique<Kind::RocksDb>(clock);
    if (name == "kafka") kind_ = std::make_unique<Kind::Kafka>(clock);
    if (!kind_) throw std::runtime_error("DOSSIER_JOURNAL is memory, rocksdb or kafka");
    house_ = kind_->open();
}

SomeHouse::~SomeHouse() { house_.reset(); }

void SomeHouse::move() {
    house_.reset();
    kind_->forget();
    house_ = kind_->open();
}

}  // namespace dossier::test
