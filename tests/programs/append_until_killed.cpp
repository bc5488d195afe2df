// append_until_killed FOLDER sync|no-sync: appends to a journal on a lossy disk, one entry at a
// time, and says each position when it was acknowledged.
#include "eventstore/rocks_journal.hpp"
#include "tests/support/lossy_disk.hpp"

#include <cstdio>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const dossier::test::LossyDisk disk;
    dossier::RocksJournal journal({argv[1], disk.env(), std::string_view(argv[2]) == "sync"}, 1);
    for (;;) {
        const std::string entry = "entry " + std::to_string(journal.end(0));
        std::printf("%llu\n",
                    static_cast<unsigned long long>(journal.append(0, std::span(&entry, 1))));
        std::fflush(stdout);
    }
}
