#pragma once
// What the program calls itself; a data directory remembers who wrote it last.

namespace dossier::tools {

inline constexpr const char* version = "0.1.0";

}  // namespace dossier::tools
