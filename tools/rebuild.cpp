// Views folded anew from the journal, compared with what was there, and switched to.
#include "consumers/data_directory.hpp"
#include "eventstore/rocks_journal.hpp"
#include "projections/views.hpp"
#include "tools/local.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"

#include <iostream>

namespace dossier::tools {
namespace {

void check_names(const Views& views, const std::vector<std::string>& wanted) {
    const std::vector<std::string> names = views.names();
    for (const std::string& name : wanted) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        std::string all;
        for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
        throw CannotGoOn("there is no view '" + name + "'; there are: " + all);
    }
}

}  // namespace

int rebuild(const Place& place, const RebuildArguments& arguments) {
    need_data(place);
    const DataDirectory directory(disk_of(place), 1);
    const rocks::Disk& disk = directory.disk();
    SystemRandom random;
    const auto keys = open_keys(disk.at("keys"), root_key(disk.root / "root.key", random), random);
    const RocksJournal journal(disk.at("journal"), directory.partitions(), rocks::Mode::reader);
    bool equal = true;
    for (int i = 0; i < directory.partitions(); ++i) {
        Views views(disk.at("views").at(std::to_string(i)), i, journal, *keys);
        check_names(views, arguments.views);
        views.catch_up();
        for (const Rebuilt& one : views.rebuild(arguments.views, arguments.threads)) {
            equal = equal && one.equal();
            std::cout << padded(one.view, 32) << "  " << one.after.sha256 << "  " << one.after.rows
                      << " rows"
                      << (!one.compared ? ""
                          : one.equal() ? ", as before"
                                        : ", not as before: the new one is in use")
                      << '\n';
        }
    }
    return equal ? all_well : some_refused;
}

}  // namespace dossier::tools
