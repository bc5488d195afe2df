#include "tools/local.hpp"

#include "consumers/data_directory.hpp"

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

}  // namespace dossier::tools
