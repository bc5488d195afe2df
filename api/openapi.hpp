#pragma once
// What this server answers, as OpenAPI 3.1, read off the catalogue and the table of queries.
#include "projections/queries.hpp"

#include <string>
#include <vector>

namespace dossier {

std::string openapi_json(const std::vector<QueryRoute>&, std::string_view version);

}  // namespace dossier
