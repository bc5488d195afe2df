#pragma once
// What works on a data directory itself, while no server has it open.
#include "base/crypto.hpp"
#include "base/random.hpp"
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

/// Whether what lies there is a process's copy of a log: its keys are on Kafka, too.
bool is_of_kafka(const Place&);

/// Throws CannotGoOn where it would be made: nothing could be opened with it.
Bytes32 root_key_there(const std::filesystem::path& file, Random&);

}  // namespace dossier::tools
