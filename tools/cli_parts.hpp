#pragma once
// What the files of the command line share. With them, this folder's door to CLI11.
#include "tools/subcommands.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace dossier::tools {

/// What to run, once the command line has named it.
using Chosen = std::function<int()>;

/// A subcommand that chooses this when it is named.
CLI::App& subcommand(CLI::App&, Chosen& chosen, const char* name, const char* doc, Chosen run);

/// What can be said to those that work on a data directory.
struct LocalLine {
    ServeArguments serve;
    SetupArguments setup;
    TokenArguments token;
    VerifyArguments verify;
    RebuildArguments rebuild;
    ReplayArguments replay;
    BackupArguments backup;
    CopyArguments copy;
    KeysArguments keys;
    std::string folder;  // of a backup
};
void add_local(CLI::App&, Chosen& chosen, const Place&, LocalLine&);

}  // namespace dossier::tools
