#pragma once
// A described type as a table of Markdown, for docs/reference.
#include "schema/type.hpp"

namespace dossier {

/// One row per field, those inside of it below: "emails[].address". Empty when there is no field.
std::string field_table(const Type&);

}  // namespace dossier
