// A verified copy of a data directory, beside a running server, and the way back.
#include "eventstore/backup.hpp"

#include "consumers/data_directory.hpp"
#include "tools/local.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"

#include <iostream>

namespace dossier::tools {
namespace {

/// Shows how far it is; for as long as the result lives.
VerifyProgress shown_as(std::optional<Progress>& progress, const char* what) {
    return [&progress, what](int, Position done, Position end) {
        if (!progress) progress.emplace(what, end);
        progress->at(done);
    };
}

}  // namespace

int backup(const Place& place, const BackupArguments& arguments) {
    need_data(place);
    if (arguments.keys && is_of_kafka(place))
        throw CannotGoOn("the keys of this house are on Kafka: 'dossier keys export' keeps them");
    std::optional<Progress> progress;
    const Copied copied =
        back_up(disk_of(place), read_format(place.data)->partitions, arguments.folder,
                {arguments.keys}, shown_as(progress, "Copying"));
    progress.reset();
    std::cout << arguments.folder << " has " << copied.journal.entries << " entries, verified.\n"
              << (copied.keys
                      ? "The keys are in it, wrapped by the root key, which is not: keep root.key "
                        "elsewhere.\n"
                      : "The keys are not in it: without them no personal value can be read. Keep "
                        "them with 'dossier keys export'.\n");
    return all_well;
}

int restore(const Place& place, const std::string& folder) {
    const auto format = read_format(folder);
    if (!format) throw CannotGoOn(folder + " is no backup: 'dossier backup FOLDER' makes one");
    std::optional<Progress> progress;
    const Copied copied =
        dossier::restore(folder, format->partitions, place.data, shown_as(progress, "Copying"));
    progress.reset();
    std::cout << place.data.string() << " has " << copied.journal.entries
              << " entries, verified; its views are folded when the server starts.\n"
              << (copied.keys
                      ? "Put root.key there before you start it.\n"
                      : "Bring the keys in with 'dossier keys import' before you start it.\n");
    return all_well;
}

}  // namespace dossier::tools
