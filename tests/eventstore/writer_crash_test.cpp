// A writer that is killed again and again, on a disk that loses what was not synced, and is sent
// the same commands again: each is in the journal once, and every answer it gave still holds.
#include "eventstore/rocks_journal.hpp"
#include "tests/support/child.hpp"
#include "tests/support/office.hpp"

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <sstream>

using namespace dossier;
using namespace dossier::test;

namespace {

constexpr unsigned commands = 20'000, kills = 5;

struct Told {
    std::map<unsigned, std::int64_t> accepted;  // the sequence each command was answered with
    std::string broken;                         // what went wrong with it
};

/// Listens, and kills when so many commands have been answered that were not before.
void listen(Child& child, Told& told, std::size_t answered_until) {
    std::string line;
    while (told.broken.empty() && child.line(line)) {
        std::istringstream words(line);
        std::string what;
        unsigned which = 0;
        std::int64_t seq = 0;
        words >> what >> which >> seq;
        if (what != "accepted") {
            told.broken = line;
            break;
        }
        const auto [first, fresh] = told.accepted.emplace(which, seq);
        if (!fresh && first->second != seq) told.broken = "answered otherwise than before: " + line;
        if (told.accepted.size() == answered_until) child.kill();
    }
    child.wait();
}

Told write_through_kills(const std::filesystem::path& folder, const char* sync) {
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    Told told;
    for (unsigned kill = 0; kill <= kills && told.broken.empty(); ++kill) {
        Child child({DOSSIER_WRITE_UNTIL_KILLED, folder.string(), sync, std::to_string(commands)});
        const std::size_t share = commands / (kills + 1);
        const std::size_t until =
            kill == kills ? commands + 1 : kill * share + 1 + random() % share;
        listen(child, told, std::max(until, told.accepted.size() + 1));
    }
    return told;
}

/// How often each command is in the journal, whose sequences are without a hole.
std::map<std::string, int> commands_in(const RocksJournal& journal) {
    std::map<std::string, int> all;
    std::int64_t seq = 0;
    for (Position at = 0; at < journal.end(0);)
        for (const Recorded& record : journal.read(0, at)) {
            const Entry entry = entry_from(record.bytes);
            REQUIRE(entry.seq == ++seq);
            ++all[entry.command.id];
            at = record.position + 1;
        }
    return all;
}

}  // namespace

TEST_CASE("after five kills every command is in the journal once, and its first answer holds") {
    TempDir folder;
    const Told told = write_through_kills(folder / "data", "sync");
    REQUIRE(told.broken == "");
    CHECK(told.accepted.size() == commands);
    const RocksJournal journal(rocks::Disk{folder / "data" / "journal"}, 1);
    const std::map<std::string, int> all = commands_in(journal);
    CHECK(all.size() == commands + 1);  // and the tenant's first
    for (const auto& [id, times] : all) {
        INFO(id);
        REQUIRE(times == 1);
    }
}

TEST_CASE("with syncing switched off a kill breaks an answer: the test can tell") {
    TempDir folder;
    const Told told = write_through_kills(folder / "data", "no-sync");
    CHECK(told.broken != "");
}
