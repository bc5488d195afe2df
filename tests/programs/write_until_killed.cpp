// write_until_killed FOLDER sync|no-sync COUNT: a writer on a lossy disk is sent the same COUNT
// commands at every start, and says "which seq" of each that was accepted. Ends when all are.
#include "base/random.hpp"
#include "eventstore/mark.hpp"
#include "eventstore/rocks_journal.hpp"
#include "eventstore/writer.hpp"
#include "tests/support/lossy_disk.hpp"
#include "tests/support/office.hpp"

#include <cstdio>

using namespace dossier;

namespace {

constexpr unsigned outstanding_max = 64;

/// Companies, people in them and their cases, each by an id of its own.
Command command(unsigned which) {
    const auto id = [](unsigned n) { return test::uuid(0x1000 + n); };
    const std::string number = std::to_string(which);
    if (which % 3 == 0)
        return {id(which), {}, {"RegisterCompany", R"({"name":"Company )" + number + "\"}"}};
    if (which % 3 == 1)
        return {id(which),
                {},
                {"RegisterContact", R"({"display_name":"Person )" + number +
                                        R"(","emails":[{"address":"p)" + number +
                                        R"(@example.com"}]})"}};
    return {id(which),
            {},
            {"OpenCase",
             R"({"client":"contact/)" + id(which - 1) + R"(","title":"Case )" + number + "\"}"}};
}

/// How many are on their way.
class Outstanding {
public:
    void one_more() {
        std::unique_lock lock(mutex_);
        fewer_.wait(lock, [&] { return count_ < outstanding_max; });
        ++count_;
    }
    void one_less() {
        const std::lock_guard lock(mutex_);
        --count_;
        fewer_.notify_all();
    }
    void none() {
        std::unique_lock lock(mutex_);
        fewer_.wait(lock, [&] { return count_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable fewer_;
    unsigned count_ = 0;
};

void say(unsigned which, const Answer& answer) {
    if (answer.why)
        std::printf("refused %u %s\n", which, std::string(answer.why->rule).c_str());
    else
        std::printf("accepted %u %lld\n", which, static_cast<long long>(answer.seq));
    std::fflush(stdout);
}

[[noreturn]] void give_up(const std::string& why) {
    std::printf("broken %s\n", why.c_str());
    std::fflush(stdout);
    std::_Exit(3);
}

void send_all(Writer& writer, unsigned count) {
    Outstanding outstanding;
    for (unsigned which = 0; which < count; ++which) {
        outstanding.one_more();
        Request request{.tenant = "acme", .command = command(which), .actor = test::kim};
        writer.submit(std::move(request), [&outstanding, which](const Answer& answer) {
            say(which, answer);
            outstanding.one_less();
        });
    }
    outstanding.none();
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 4) return 2;
    const test::LossyDisk lossy;
    const rocks::Disk disk{argv[1], lossy.env(), std::string_view(argv[2]) == "sync"};
    SystemRandom random;
    const SystemClock clock;
    std::filesystem::create_directories(disk.root);
    RocksJournal journal(disk.at("journal"), 1);
    check_mark(journal, disk.root / "mark");
    MarkKeeper mark(disk.root / "mark", std::chrono::milliseconds(20));
    const auto keys = open_keys(disk.at("keys"), Bytes32{}, random);
    if (journal.end(0) == 0) {
        const std::string first = test::founding_entry("acme", clock.now());
        journal.append(0, std::span(&first, 1));
    }
    State state(disk.at("state"));
    Writer writer(0, journal, *keys, state, clock, give_up, {}, &mark);
    send_all(writer, static_cast<unsigned>(std::stoul(argv[3])));
    std::_Exit(0);  // as a kill would end it: nothing is flushed for it
} catch (const std::exception& error) {
    give_up(error.what());
}
