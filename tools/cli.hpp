#pragma once
// The command line, as data. cli.cpp is this folder's door to CLI11.
#include "tools/options.hpp"

#include <functional>

namespace dossier::tools {

/// What was asked for; or, when there is nothing to do, what to end with (--help was answered, or a
/// mistake reported on one line).
struct Parsed {
    std::function<int()> run;
    int code = 0;
};

Parsed parse(int argc, char** argv, const Options&);

}  // namespace dossier::tools
