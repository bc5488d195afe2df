#include "tools/local.hpp"

#include "consumers/data_directory.hpp"

namespace dossier::tools {

void need_data(const Place& place) {
    if (!read_format(place.data))
        throw CannotGoOn("there are no data in " + place.data.string() +
                         ": run 'dossier setup' or 'dossier seed' first, or set DOSSIER_DATA");
}

}  // namespace dossier::tools
