// A house moves: from a directory to Kafka, back, or to another number of partitions.
#include "tools/copy_end.hpp"
#include "tools/terminal.hpp"

#include <iostream>
#include <optional>

namespace dossier::tools {
namespace {

const char* word_for(MoveStage stage) {
    switch (stage) {
        case MoveStage::looking: return "Looking";
        case MoveStage::copying: return "Copying";
        case MoveStage::verifying: return "Verifying";
    }
    return "";
}

/// A bar for each stage.
MoveProgress shown_as(std::optional<Progress>& progress, std::optional<MoveStage>& at) {
    return [&](MoveStage stage, std::uint64_t done, std::uint64_t of) {
        if (at != stage) {
            progress.reset();
            progress.emplace(word_for(stage), of);
            at = stage;
        }
        progress->at(done);
    };
}

void print(const MoveReport& report) {
    std::size_t widest = 0;
    for (const auto& [tenant, its] : report.source) widest = std::max(widest, tenant.size());
    for (const auto& [tenant, its] : report.source)
        std::cout << padded(tenant, widest) << "  " << its.count << " entries, last "
                  << its.last_seq << ", digest " << to_hex(view(its.digest)) << " on both sides\n";
}

std::string plural(std::size_t n, const char* one) {
    return std::to_string(n) + ' ' + one + (n == 1 ? "" : "s");
}

void print_not_copied(CopyEnd& from, bool keys) {
    std::cout << "Not copied:\n";
    if (!keys)
        std::cout << "  the keys: without them no personal value can be read there. Say it again "
                     "with --with-keys.\n";
    if (const std::string left = from.left_behind(); !left.empty())
        std::cout << "  " << left << ".\n";
    std::cout
        << "  token.key, which signs tokens: bring it there, or make new tokens with 'dossier "
           "token'.\n"
           "  State and views: they are folded again when the house is served.\n";
}

}  // namespace

int copy(const Place& place, const CopyArguments& arguments) {
    if (same_end(arguments.from, arguments.to))
        throw CannotGoOn("--from and --to are the same place");
    SystemRandom random;
    const auto from = open_source(place, arguments, random);
    const auto to = open_target(place, arguments, random);
    std::unique_ptr<Keys> keys, keys_there;  // first: what cannot be opened is said at once
    if (arguments.with_keys) keys = from->keys(random);
    if (arguments.with_keys) keys_there = to->keys(random);
    std::optional<Progress> progress;
    std::optional<MoveStage> stage;
    MoveReport report;
    try {
        report = move_journal(
            from->journal(), to->journal(), [&] { to->begin(); }, shown_as(progress, stage));
    } catch (const TermEnded& error) {
        throw CannotGoOn(std::string(error.what()) +
                         ": stop whoever writes there, and say the same again; it goes on where "
                         "it is");
    }
    progress.reset();
    if (keys) move_keys(*keys, *keys_there, report.source, random);
    to->finish(report.target);

    print(report);
    std::uint64_t all = 0;
    for (const auto& [tenant, its] : report.target) all += static_cast<std::uint64_t>(its.count);
    std::cout << to->name() << " has " << all << " entries of "
              << plural(report.target.size(), "tenant") << " in "
              << plural(static_cast<std::size_t>(to->journal().partitions()), "partition") << "; "
              << report.moved << " of them came now, from "
              << plural(static_cast<std::size_t>(from->journal().partitions()), "partition")
              << ".\n";
    if (arguments.with_keys)
        std::cout << "The keys are there, too, wrapped by the root key in " << to->root_key()
                  << ".\n";
    print_not_copied(*from, arguments.with_keys);
    return all_well;
}

}  // namespace dossier::tools
