#pragma once
// What a server that nobody asks holds in memory: of a process of its own, since this one has held
// much before.
#include <filesystem>

namespace dossier::bench {

/// Starts this program again as `serve_idle`, and reads what it says.
double idle_mib(const std::filesystem::path& directory);

/// Starts everything over the directory, waits a little, and prints its resident MiB.
void serve_idle(const std::filesystem::path& directory);

}  // namespace dossier::bench
