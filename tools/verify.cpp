// Whether everything in a data directory is what it should be, beside a running server or alone.
#include "eventstore/verify.hpp"

#include "consumers/data_directory.hpp"
#include "eventstore/rocks_journal.hpp"
#include "projections/views.hpp"
#include "tools/local.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <thread>

namespace dossier::tools {
namespace {

namespace fs = std::filesystem;

constexpr int looks_max = 4;
constexpr std::chrono::milliseconds between_looks{250};

/// A folder for as long as somebody works in it.
class Scratch {
public:
    Scratch() : path_(fs::temp_directory_path() / ("dossier-verify-" + std::to_string(getpid()))) {
        fs::create_directories(path_);
    }
    ~Scratch() {
        std::error_code nobody_minds;
        fs::remove_all(path_, nobody_minds);
    }
    Scratch(const Scratch&) = delete;

    rocks::Disk disk(const std::string& name) const { return {path_ / name}; }

private:
    fs::path path_;
};

bool journal_is_whole(const rocks::Disk& disk, int partitions) {
    std::optional<Progress> progress;
    const Verdict verdict =
        verify_directory(disk, partitions, [&](int, Position done, Position end) {
            if (!progress) progress.emplace("Entries", end);
            progress->at(done);
        });
    progress.reset();
    if (verdict.wrong) {
        std::cerr << "dossier: " << to_text(*verdict.wrong)
                  << "\n  Keep the directory as it is and restore the newest backup elsewhere.\n";
        return false;
    }
    std::cout << "journal   " << verdict.entries << " entries, " << verdict.events << " events, "
              << verdict.last.size() << " tenants: whole"
              << (fs::exists(disk.root / "mark") ? ", and as far as its mark\n" : "\n");
    return true;
}

/// While a server turns its log into a table, a reader beside it may see neither: what differs is
/// looked at again.
bool equals_its_fold(Views& views, const std::string& name) {
    for (int look = 1;; ++look) {
        const Scratch scratch;
        if (views.compare(name, scratch.disk(name)).equal()) return true;
        if (look == looks_max) return false;
        std::this_thread::sleep_for(look * between_looks);
        views.catch_up();
    }
}

/// Folds every view anew, as far as it has come, and compares. Folding needs no key.
bool views_equal_their_fold(const rocks::Disk& disk, int partitions) {
    const RocksJournal journal(disk.at("journal"), partitions, rocks::Mode::reader);
    SystemRandom random;
    const auto keys = memory_keys(random);
    std::size_t views = 0, different = 0;
    for (int i = 0; i < partitions; ++i) {
        const rocks::Disk kept = disk.at("views").at(std::to_string(i));
        if (!fs::exists(kept.root)) continue;
        Views all(kept, i, journal, *keys, rocks::Mode::reader);
        const std::vector<std::string> names = all.names();
        Progress progress("Views", names.size());
        for (const std::string& name : names) {
            if (!equals_its_fold(all, name)) {
                progress.finish();
                std::cerr << "dossier: the view '" << name << "' of partition " << i
                          << " is not the fold of its journal: stop the server and run 'dossier "
                             "rebuild "
                          << name << "'\n";
                ++different;
            }
            progress.at(++views);
        }
    }
    if (views == 0)
        std::cout << "views     none are there; they are folded when a server starts\n";
    else
        std::cout << "views     " << views - different << " of " << views << " equal their fold\n";
    return different == 0;
}

bool commands_are_there_once(const rocks::Disk& disk, int partitions, const std::string& file) {
    std::ifstream in(file);
    if (!in) throw CannotGoOn("cannot read " + file);
    const RocksJournal journal(disk.at("journal"), partitions, rocks::Mode::reader);
    const CommandsSeen seen = commands_seen(journal, in);
    if (seen.no_line) throw CannotGoOn(file + ": a line without an id: " + *seen.no_line);
    for (const std::string& id : seen.absent)
        std::cerr << "dossier: " << id << " is not in the journal\n";
    for (const std::string& id : seen.repeated)
        std::cerr << "dossier: " << id << " is in the journal more than once\n";
    std::cout << "commands  " << seen.asked << " ids, "
              << seen.asked - seen.absent_count - seen.repeated_count << " exactly once\n";
    return seen.each_once();
}

}  // namespace

int verify(const Place& place, const VerifyArguments& arguments) {
    need_data(place);
    const int partitions = read_format(place.data)->partitions;
    const rocks::Disk disk = disk_of(place);
    if (!journal_is_whole(disk, partitions)) return some_refused;
    const bool views = arguments.journal_only || views_equal_their_fold(disk, partitions);
    const bool commands =
        arguments.commands.empty() || commands_are_there_once(disk, partitions, arguments.commands);
    return views && commands ? all_well : some_refused;
}

}  // namespace dossier::tools
