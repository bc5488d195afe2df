// The past, folded anew from the journal: its hash, one record, or what changed between two points.
#include "eventstore/replay.hpp"

#include "base/date.hpp"
#include "consumers/data_directory.hpp"
#include "domain/catalog.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tools/json.hpp"
#include "tools/local.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"
#include "tools/token.hpp"

#include <charconv>
#include <iostream>

namespace dossier::tools {
namespace {

constexpr std::int64_t day_us = std::int64_t{86'400} * 1'000'000;

/// until := sequence | instant | date, which is its last instant in UTC
Until until_of(const std::string& text) {
    if (text.empty()) return {};
    std::int64_t seq = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (failed == std::errc{} && end == text.data() + text.size()) return {seq, {}};
    if (const auto day = date_of(std::string_view(text)))
        return {{}, Timestamp{begin_of(*day).us + day_us - 1}};
    if (const auto at = timestamp_of(text)) return {{}, at};
    throw CannotGoOn("'" + text + "' is no sequence, instant or date");
}

/// A record's id, a word like `case` for all of a kind, or nothing for all.
bool wanted(const StreamId& stream, const std::string& show) {
    return show.empty() || stream.text == show || aggregate_of(stream) == show;
}

Replayed folded(const Journal& journal, const std::string& tenant, const std::string& show,
                const std::string& until) {
    if (is_stream_id(show)) return replay_record(journal, tenant, {show}, until_of(until));
    Progress progress("Folding", 0);
    return replay(journal, tenant, until_of(until),
                  [&](std::int64_t done) { progress.at(static_cast<std::uint64_t>(done)); });
}

void print_records(const Replayed& then, const std::string& show) {
    for (const auto& [stream, record] : then.records)
        if (wanted(stream, show))
            std::cout << "{\"id\":\"" << stream.text << "\",\"version\":" << record.version
                      << ",\"seq\":" << record.seq << ",\"state\":" << to_json(record) << "}\n";
}

std::string side(const std::string& value) { return value.empty() ? "nothing" : value; }

void print_changes(const Replayed& before, const Replayed& after, const std::string& show) {
    for (const RecordChange& change : changes(before, after)) {
        if (!wanted(change.stream, show)) continue;
        std::cout << coloured(change.stream.text, Colour::bold) << "  version "
                  << change.version_before << " → " << change.version_after << '\n';
        for (const Change& field : change.fields)
            std::cout << "  " << field.field << ": " << side(field.before) << " → "
                      << side(field.after) << '\n';
    }
}

}  // namespace

int replay(const Place& place, const ReplayArguments& arguments) {
    need_data(place);
    std::string tenant = arguments.tenant;
    if (tenant.empty()) tenant = bearer_left(place).value_or(Bearer{}).tenant;
    if (tenant.empty()) throw CannotGoOn("whose journal? say --tenant acme");
    const int partitions = read_format(place.data)->partitions;
    const RocksJournal journal(disk_of(place).at("journal"), partitions, rocks::Mode::reader);

    if (!arguments.diff.empty()) {
        print_changes(folded(journal, tenant, arguments.show, arguments.diff.front()),
                      folded(journal, tenant, arguments.show, arguments.diff.back()),
                      arguments.show);
        return all_well;
    }
    const Replayed then = folded(journal, tenant, arguments.show, arguments.until);
    if (then.seq == 0)
        throw CannotGoOn("the tenant " + tenant + " has nothing there: perhaps another --tenant");
    if (!arguments.show.empty()) {
        print_records(then, arguments.show);
        return all_well;
    }
    std::cout << "seq " << then.seq << "  " << to_text(then.at) << "  " << then.records.size()
              << " records  " << state_hash(then) << '\n';
    return all_well;
}

}  // namespace dossier::tools
