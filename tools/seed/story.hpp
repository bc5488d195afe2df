#pragma once
// Six weeks of a small firm, told from tables: who asks what, and when.
#include "domain/kernel/payload.hpp"

#include <cstdint>
#include <vector>

namespace dossier::tools::seed {

constexpr int story_days = 42;

struct Step {
    Timestamp at;
    UserId actor;
    Command command;
};

struct Story {
    std::vector<Step> steps;  // in the order of time, none after now
    StreamId client;          // whose timeline is worth showing first
    StreamId the_case;        // whose thread is
};

/// The same for the same instant and seed. The administrator is there already; everybody and
/// everything else comes with the story. The last steps are minutes old.
Story story(Timestamp now, std::uint64_t seed, const UserId& admin);

}  // namespace dossier::tools::seed
