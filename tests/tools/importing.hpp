#pragma once
// Importing, whole, into a tenant in memory.
#include "domain/cases/case.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tenant.hpp"
#include "tools/import/load.hpp"
#include "tools/options.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <set>

namespace dossier::tools {

using test::TempDir;
using test::Tenant;

inline const Timestamp today = *timestamp_of("2026-11-20T09:00:00Z");
inline const std::filesystem::path fixtures =
    std::filesystem::path(DOSSIER_SOURCE_DIR) / "tests/fixtures";

/// The door of a house that is one tenant.
class TenantSink final : public Sink {
public:
    explicit TenantSink(Tenant& tenant) : tenant_(tenant.importing()) { tenant.advance_to(today); }

    void send(std::string text, Then then) override {
        const json::object command = parsed(text)->get_object();
        const std::size_t before = tenant_.journal().size();
        const test::Answer answer =
            tenant_.submit({text_of(command, "id"),
                            {text_of(command, "stream")},
                            {text_of(command, "type"), json::serialize(command.at("data"))}});
        Outcome outcome{.accepted = !answer.why, .there = tenant_.journal().size() == before};
        if (answer.why)
            outcome = {false, false, std::string(answer.why->rule),
                       std::string(answer.why->message), answer.why->errors};
        then(outcome);
    }
    void flush() override {}

private:
    Tenant& tenant_;
};

struct Run {
    std::vector<std::string> said;  // problems
    std::vector<std::string> notes;
    std::map<Collection, Tally> tallies;
};

inline Run import_into(Tenant& tenant, std::vector<std::string> paths,
                       std::vector<WordFor> words = {}) {
    Run run;
    const auto note = [&](const std::string& line) { run.notes.push_back(line); };
    TenantSink sink(tenant);
    Load load(
        dumps_in(paths, note), {.names = {"mongo"}, .words = std::move(words)}, sink,
        [&](const std::string& line) { run.said.push_back(line); }, note);
    load.run();
    run.tallies = load.tallies();
    return run;
}

inline void check(const Run& run, Collection collection, const Tally& expected) {
    INFO(to_text(collection));
    const Tally& tally = run.tallies.at(collection);
    CHECK(tally.read == expected.read);
    CHECK(tally.loaded == expected.loaded);
    CHECK(tally.there == expected.there);
    CHECK(tally.refused == expected.refused);
}

inline void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

inline std::string read(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<StreamId> streams(const Tenant& tenant, std::string_view kind) {
    std::set<StreamId> found;
    for (const Entry& entry : tenant.journal())
        for (const Event& event : entry.events)
            if (aggregate_of(event.stream) == kind) found.insert(event.stream);
    return {found.begin(), found.end()};
}

inline int open_cases(const Tenant& tenant) {
    int open = 0;
    for (const StreamId& id : streams(tenant, "case"))
        open += tenant.get<cases::Case>(id).status == cases::Status::open;
    return open;
}

}  // namespace dossier::tools
