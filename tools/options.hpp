#pragma once
// What every subcommand is told: where the server is, where the data are, who watches.
#include <filesystem>
#include <iosfwd>
#include <stdexcept>
#include <string>

namespace rocksdb {
class Env;
}

namespace dossier::tools {

/// What a test puts under the whole program; the program itself takes what it finds.
struct Options {
    rocksdb::Env* env = nullptr;  // null: the operating system's
    bool sync = true;             // false only in the test that shows why not
};

/// What a tool ends with.
constexpr int all_well = 0, some_refused = 1, nothing_done = 2;

/// Nothing could be done; `what` is one line that says what to do next. Ends with nothing_done.
struct CannotGoOn : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Of every subcommand.
struct Place {
    std::string url = "http://127.0.0.1:8080";
    std::string token;  // empty: what `dossier token` left in the data directory
    std::filesystem::path data = "dossier-data";
    Options under;
};

}  // namespace dossier::tools
