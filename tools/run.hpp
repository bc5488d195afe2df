#pragma once
// The program, as a function: tests and the benchmark run it on other disks.
#include "tools/options.hpp"

namespace dossier::tools {

/// Parses the arguments, does what the subcommand says, and gives the exit code. Errors are one
/// line on stderr.
int run(int argc, char** argv, const Options& = {});

}  // namespace dossier::tools
