#pragma once
// The version of this program, in one place; the build takes it from CMakeLists.txt.
#include <string_view>

namespace dossier {

inline constexpr std::string_view program_version = DOSSIER_VERSION;

}  // namespace dossier
