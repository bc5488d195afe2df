#include "base/clock.hpp"
#include "base/random.hpp"
#include "tools/import/sink.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"

#include <iostream>

namespace dossier::tools {
namespace {

std::string row_of(std::string_view name, const std::array<std::string, 4>& cells) {
    constexpr std::size_t first = 16, others = 10;
    std::string out = padded(name, first);
    for (const std::string& cell : cells)
        out += std::string(others - std::min(others, cell.size()), ' ') + cell;
    return out + "\n";
}

std::string summary(const std::map<Collection, Tally>& tallies) {
    std::string out = row_of("", {"read", "loaded", "skipped", "refused"});
    for (const auto& [collection, tally] : tallies)
        out += row_of(to_text(collection),
                      {std::to_string(tally.read), std::to_string(tally.loaded),
                       std::to_string(tally.there), std::to_string(tally.refused)});
    return out;
}

int code_of(const std::map<Collection, Tally>& tallies) {
    std::uint64_t done = 0, refused = 0;
    for (const auto& [collection, tally] : tallies) {
        done += tally.loaded + tally.there;
        refused += tally.refused;
    }
    if (refused == 0) return all_well;
    return done == 0 ? nothing_done : some_refused;
}

}  // namespace

int import(const Place& place, const ImportArguments& arguments) {
    const auto say = [](const std::string& line) { std::cerr << line << '\n'; };
    ImportRules rules{.names = {arguments.source}};
    for (const std::string& word : arguments.map) rules.words.push_back(word_for(word));
    SystemRandom random;
    rules.batch = uuid7(SystemClock{}.now(), random);

    std::vector<Dump> dumps = dumps_in(arguments.paths, say);
    ServerSink sink(place, arguments.wait_s);
    std::optional<Progress> progress;
    const auto problem = [&](const std::string& line) {
        if (progress) progress->finish();
        say(line);
    };
    Load load(std::move(dumps), std::move(rules), sink, problem, say,
              [&](std::uint64_t done) { progress->at(done); });
    progress.emplace("Importing", load.rows());
    load.run();
    progress->finish();
    std::cout << summary(load.tallies());
    return code_of(load.tallies());
}

}  // namespace dossier::tools
