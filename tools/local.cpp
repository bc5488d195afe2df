#include "tools/local.hpp"

#include "consumers/data_directory.hpp"
#include "eventstore/keys.hpp"
#include "eventstore/rocks_journal.hpp"

#include <cstdio>
#include <cstdlib>

namespace dossier::tools {

void die_of(const std::string& why) {
    std::fprintf(stderr, "dossier: %s: stopped, so that nothing is answered that is not kept\n",
                 why.c_str());
    std::_Exit(nothing_done);
}

void need_data(const Place& place) {
    if (!read_format(place.data))
        throw CannotGoOn("there are no data in " + place.data.string() +
                         ": run 'dossier setup' or 'dossier seed' first, or set DOSSIER_DATA");
}

bool is_of_kafka(const Place& place) {
    const rocks::Disk disk = disk_of(place).at("journal");
    return std::filesystem::exists(disk.root) &&
           RocksJournal(disk, read_format(place.data)->partitions, rocks::Mode::reader).is_copy();
}

Bytes32 root_key_there(const std::filesystem::path& file, Random& random) {
    if (root_key_place(file) == file && !std::filesystem::exists(file))
        throw CannotGoOn("there is no " + file.string() +
                         ", which the keys are wrapped by; --data names its folder, or "
                         "DOSSIER_ROOT_KEY says it");
    return root_key(file, random);
}

}  // namespace dossier::tools
