// The program, on a disk that loses what was not synced when the process is killed.
// `--test-no-sync`, before all else, switches syncing off as well.
#include "tests/support/lossy_disk.hpp"
#include "tools/run.hpp"

#include <string_view>

int main(int argc, char** argv) {
    const dossier::test::LossyDisk disk;
    dossier::tools::Options options{.env = disk.env()};
    if (argc > 1 && std::string_view(argv[1]) == "--test-no-sync") {
        options.sync = false;
        argv[1] = argv[0];
        --argc;
        ++argv;
    }
    return dossier::tools::run(argc, argv, options);
}
