#pragma once
// One partition as the command role looks after it. Included by command_role.cpp and
// command_mail.cpp only.
#include "consumers/kafka/command_role.hpp"

#include <future>

namespace dossier {

/// Whoever has it. The loop's own, but for what says otherwise.
struct CommandRole::Post {
    using Steady = std::chrono::steady_clock;

    // Commands at the writer: no more are read, and then they are read on.
    static constexpr std::size_t under_way_max = 4000, under_way_low = 1000;

    explicit Post(int n, const rocks::Disk& disk) : partition(n), state(disk) {}

    const int partition;
    bool placed = false;  // here, says the group
    // The group is placing anew. What is kept meanwhile need not be taken again, and nobody waits;
    // if another has it already, the log says so.
    std::optional<Steady::time_point> moving_until;
    std::mutex folding;  // of the state: the stand-by's turn, or the writer's
    State state;
    std::future<void> opening;        // while the partition is taken
    std::atomic<bool> ended = false;  // the writer's term, or the taking of it
    std::unique_ptr<Writer> writer;
    std::int64_t first_letter = 0;  // where commands are read on
    Steady::time_point again_at;    // not before this is it taken again
    bool paused = false;
    std::optional<Steady::time_point> astray_until;  // commands could not be read: then once more
    std::atomic<std::size_t> under_way = 0;
    std::atomic<const char*> standing = "standby";
    std::atomic<Steady::time_point> since = Steady::now();  // it is that
    mutable std::mutex counting;  // of the writer, for whoever asks how it is

    void let_go() {
        const std::lock_guard lock(counting);
        writer.reset();
        ended = paused = false;
        under_way = 0;
    }
    void stand(const char* as) {
        if (standing.exchange(as) != std::string_view(as)) since = Steady::now();
    }
};

}  // namespace dossier
