#pragma once
// What works on a data directory itself, while no server has it open.
#include "eventstore/rocks.hpp"
#include "tools/options.hpp"

namespace dossier::tools {

inline rocks::Disk disk_of(const Place& place) {
    return {place.data, place.under.env, place.under.sync};
}

/// What a house calls when it could not write: says why and ends the process at once.
[[noreturn]] void die_of(const std::string& why);

/// Throws CannotGoOn when nothing has been made there yet.
void need_data(const Place&);

}  // namespace dossier::tools
