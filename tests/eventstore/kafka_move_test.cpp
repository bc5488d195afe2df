// A journal that moves to Kafka and back. 20,000 entries, or as many as DOSSIER_MOVE_ENTRIES says.
#include "base/random.hpp"
#include "eventstore/kafka/journal.hpp"
#include "tests/support/a_town.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <cstdlib>

using namespace dossier;
using namespace dossier::test;

namespace {

constexpr unsigned tenants = 20;
constexpr kafka::JournalTimes patient{.give_up = kafka::milliseconds{30'000},
                                      .come_back = kafka::milliseconds{60'000}};

std::int64_t wanted() {
    const char* const said = std::getenv("DOSSIER_MOVE_ENTRIES");
    return said != nullptr ? std::atoll(said) : 20'000;
}

/// A view of the log, as a process has that is started for it.
struct Log {
    Log(const FreshTopic& topic, int partitions)
        : journal(config(), topic.name, partitions, rocks::Disk{folder / "copy"}, random, patient) {
    }

    static kafka::KafkaConfig config() {
        kafka::KafkaConfig config = broker();
        config.settings["message.timeout.ms"] = "30000";
        return config;
    }

    TempDir folder;
    SystemRandom random;
    kafka::Journal journal;
};

double seconds_of(const std::function<void()>& what) {
    const auto began = std::chrono::steady_clock::now();
    what();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

TEST_CASE("a directory of one partition moves to twelve of Kafka and back to one, to the byte") {
    const std::int64_t n = wanted();
    const TempDir folder;
    const FreshTopic topic(12);
    RocksJournal from(rocks::Disk{folder / "from"}, 1), back(rocks::Disk{folder / "back"}, 1);
    settle(from, tenants, n);
    double there = 0, again = 0;
    {
        Log log(topic, 12);
        there = seconds_of(
            [&] { CHECK(move_journal(from, log.journal).moved == static_cast<std::uint64_t>(n)); });
        CHECK(log.journal.counts().alarms == 0);
    }
    again = seconds_of([&] {
        const Log log(topic, 12);
        CHECK(same_entries(from, log.journal));
        CHECK(move_journal(log.journal, back).moved == static_cast<std::uint64_t>(n));
    });
    CHECK(same_entries(from, back));
    CHECK(states(from) == states(back));
    std::printf("%lld entries: %.1f s to 12 partitions of Kafka, %.1f s back to one\n",
                static_cast<long long>(n), there, again);
}

TEST_CASE("a copy to Kafka that was interrupted goes on, and the log is served from there on") {
    const TempDir folder;
    const FreshTopic topic(3);
    RocksJournal from(rocks::Disk{folder / "from"}, 1);
    settle(from, tenants, 24'000);
    {
        Log log(topic, 3);
        struct Killed {};
        CHECK_THROWS_AS(move_journal(from, log.journal, {},
                                     [](MoveStage stage, std::uint64_t done, std::uint64_t) {
                                         if (stage == MoveStage::copying && done > 20'000)
                                             throw Killed{};
                                     }),
                        Killed);
    }
    Log log(topic, 3);
    const std::uint64_t missing = move_journal(from, log.journal).moved;
    CHECK(missing > 0);
    CHECK(missing < 24'000);
    CHECK(same_entries(from, log.journal));

    // Its commands are another topic's, of which nothing is decided yet.
    Log writer(topic, 3);
    const int home = partition_of(citizen(0), 3);
    CHECK(writer.journal.take(home) == 0);
    const std::string next = to_bytes(contact_entry(citizen(0), 1201));
    writer.journal.append(home, std::span(&next, 1), {.after_each = {7}, .after_all = 7});
    CHECK(writer.journal.take(home) == 7);
    CHECK(all_entries(writer.journal).at(citizen(0)).last_seq == 1201);
}

TEST_CASE("who writes to the target meanwhile ends the copy, and what he wrote is refused later") {
    const TempDir folder;
    const FreshTopic topic(1);
    RocksJournal from(rocks::Disk{folder / "from"}, 1);
    settle(from, 1, 20'000);
    Log log(topic, 1), other(topic, 1);
    bool wrote = false;
    const auto interfere = [&](MoveStage stage, std::uint64_t done, std::uint64_t) {
        if (wrote || stage != MoveStage::copying || done < 6000) return;
        other.journal.take(0);
        const std::string entry = to_bytes(company_entry("intruder", 1));
        other.journal.append(0, std::span(&entry, 1));
        wrote = true;
    };
    CHECK_THROWS_AS(move_journal(from, log.journal, {}, interfere), TermEnded);
    CHECK(wrote);
    CHECK_THROWS_AS(move_journal(from, log.journal), StoreError);
}
