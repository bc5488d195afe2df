#include "tools/import/load.hpp"

#include <algorithm>

namespace dossier::tools {
namespace {

constexpr std::string_view id_reused = "house.id_reused";
constexpr std::string_view changed =
    "It has changed since it was imported; what came first stands.";

std::string where(const Dump& dump, std::size_t line) {
    return dump.name + ":" + std::to_string(line);
}

std::string source_text(const json::object& fields, std::string_view from) {
    const json::value* value = value_of(fields, from);
    if (value == nullptr) return {};
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

std::string as_json(const std::string& text) { return json::serialize(json::value(text)); }

}  // namespace

Load::Load(std::vector<Dump> dumps, ImportRules rules, Sink& sink, Say problem, Say note,
           std::function<void(std::uint64_t)> progress)
    : dumps_(std::move(dumps)),
      rules_(std::move(rules)),
      sink_(sink),
      problem_(std::move(problem)),
      note_(std::move(note)),
      progress_(std::move(progress)) {
    for (Dump& dump : dumps_) look_through(dump);
}

std::uint64_t Load::rows() const {
    std::uint64_t all = 0;
    for (const Dump& dump : dumps_) all += dump.rows;
    return all;
}

void Load::run() {
    for (const Dump& dump : dumps_) {
        tallies_[dump.collection];  // a line in the summary even when the file is empty
        dump.read([&](Row row) { take(dump, std::move(row)); });
        sink_.flush();  // what follows asks what became of these
        if (dump.collection != Collection::clients) continue;
        dump.read([&](const Row& row) { add_note(dump, row); });
        sink_.flush();
    }
    for (const Dump& dump : dumps_)
        if (dump.collection == Collection::cases)
            dump.read([&](const Row& row) { end_case(dump, row); });
    sink_.flush();
}

/// How many rows there are, from when to when each case has updates, and what would be lost.
void Load::look_through(Dump& dump) {
    std::map<std::string, std::uint64_t> lost;
    dump.read([&](const Row& row) {
        ++dump.rows;
        if (!row.fields) return;
        const Mapping& mapping = mapping_of(dump.collection, *row.fields);
        for (const auto& member : *row.fields)
            if (column_named(mapping, member.key()) == nullptr &&
                value_of(*row.fields, member.key()) != nullptr)
                ++lost[std::string(member.key())];
        const auto at = instant_of(*row.fields, "timestamp|date");
        const std::string the_case = source_text(*row.fields, "case_id|caseId");
        if (dump.collection != Collection::updates || !at || the_case.empty()) return;
        Span& span = updates_of_.try_emplace(the_case, Span{*at, *at}).first->second;
        span.first = std::min(span.first, *at);
        span.last = std::max(span.last, *at);
    });
    for (const auto& [name, count] : lost)
        note_(dump.name + " /" + name + " is not taken: " + std::to_string(count) +
              (count == 1 ? " row has it" : " rows have it"));
}

void Load::take(const Dump& dump, Row row) {
    ++tallies_[dump.collection].read;
    if (progress_) progress_(++done_);
    if (!row.fields) return refuse(dump, row.line, row.why);
    if (dump.collection == Collection::cases) date(*row.fields);
    Made made = command_of(mapping_of(dump.collection, *row.fields), *row.fields, rules_.names,
                           rules_.words);
    Known* known = nullptr;
    if (!made.old_id.empty()) {
        const auto [at, fresh] =
            records_[dump.collection].try_emplace(made.old_id, Known{&dump, row.line});
        known = &at->second;
        if (!fresh)
            return refuse(dump, row.line,
                          said(Complaint{"/_id", as_json(made.old_id), "twice",
                                         "This comes twice; the first is " +
                                             where(*known->dump, known->line) + "."}));
    }
    check_leads(made);
    if (!made.wrong.empty()) {
        ++tallies_[dump.collection].refused;
        for (const Complaint& wrong : made.wrong)
            problem_(where(dump, row.line) + " " + said(wrong));
        return;
    }
    made.command.batch = rules_.batch;
    const Mapping& mapping = mapping_of(dump.collection, *row.fields);
    const Sent sent{&dump, row.line, std::move(*row.fields), known, &mapping};
    sink_.send(made.command.json(), [this, sent](const Outcome& outcome) { heard(sent, outcome); });
}

/// A row that leads to a refused one would be refused by the house in words nobody here knows.
void Load::check_leads(Made& made) {
    for (const Made::Lead& lead : made.leads) {
        const auto& records = records_[lead.to];
        const auto found = records.find(lead.old_id);
        if (found == records.end() || found->second.fate != Fate::refused) continue;
        made.wrong.push_back({lead.path, as_json(lead.old_id), "reference",
                              "It leads to " + where(*found->second.dump, found->second.line) +
                                  ", which was not loaded."});
    }
}

void Load::heard(const Sent& sent, const Outcome& outcome) {
    Tally& tally = tallies_[sent.dump->collection];
    if (outcome.accepted) {
        ++(outcome.there ? tally.there : tally.loaded);
        sent.known->fate = outcome.there ? Fate::there : Fate::loaded;
        return;
    }
    ++tally.refused;
    if (outcome.rule == id_reused) sent.known->fate = Fate::changed;
    complain(sent, outcome);
}

void Load::complain(const Sent& sent, const Outcome& outcome) {
    const std::string at = where(*sent.dump, sent.line) + " ";
    if (outcome.rule == id_reused)
        return problem_(at + said(Complaint{{}, {}, outcome.rule, std::string(changed)}));
    for (const Error& error : outcome.errors)
        problem_(at + said(in_the_row(*sent.mapping, sent.fields, error)));
    if (outcome.errors.empty())
        problem_(at + said(Complaint{{}, {}, outcome.rule, outcome.message}));
}

/// What a row is known by, when it is the one that was loaded; null else.
Load::Known* Load::loaded(const Dump& dump, const Row& row) {
    if (!row.fields) return nullptr;
    auto& records = records_[dump.collection];
    const auto known = records.find(source_text(*row.fields, "_id|id"));
    if (known == records.end() || known->second.fate == Fate::refused ||
        known->second.dump != &dump || known->second.line != row.line)
        return nullptr;
    return &known->second;
}

/// What somebody noted about a client was written down once, by somebody: a note, beside the card.
void Load::add_note(const Dump& dump, const Row& row) {
    Known* known = loaded(dump, row);
    const json::value* text = known ? value_of(*row.fields, note_names) : nullptr;
    if (text == nullptr) return;
    const std::string old_id = source_text(*row.fields, "_id|id");
    const json::object note{{"about", rules_.names.record(Collection::clients, old_id).text},
                            {"body", *text}};
    const Envelope command{.id = rules_.names.id(Collection::clients, old_id, "AddNote"),
                           .type = "AddNote",
                           .data = json::serialize(note),
                           .batch = rules_.batch};
    const Sent sent{&dump, row.line, *row.fields, known, &mapping_of_note()};
    sink_.send(command.json(), [this, sent](const Outcome& outcome) { ended(sent, outcome); });
}

/// What is not open any more is said last, when its updates are there.
void Load::end_case(const Dump& dump, const Row& row) {
    Known* known = loaded(dump, row);
    if (known == nullptr) return;
    const std::string old_id = source_text(*row.fields, "_id|id");
    const std::string status = status_of(*row.fields, rules_.words).value_or("open");
    for (const Ending& ending : endings()) {
        if (ending.status != status) continue;
        Envelope command{.id = rules_.names.id(Collection::cases, old_id, ending.command),
                         .type = std::string(ending.command),
                         .stream = rules_.names.record(Collection::cases, old_id).text,
                         .data = std::string(ending.data),
                         .effective_at = ended_at(old_id),
                         .batch = rules_.batch};
        const Sent sent{&dump, row.line, *row.fields, known,
                        &mapping_of(dump.collection, *row.fields)};
        sink_.send(command.json(), [this, sent](const Outcome& outcome) { ended(sent, outcome); });
    }
}

/// The row counts once: what its last command came to is what it came to.
void Load::ended(const Sent& sent, const Outcome& outcome) {
    Tally& tally = tallies_[sent.dump->collection];
    if (sent.known->fate == Fate::changed) return;  // which was said, and counted
    const bool was_there = sent.known->fate == Fate::there;
    if (outcome.accepted && (outcome.there || !was_there)) return;
    --(was_there ? tally.there : tally.loaded);
    ++(outcome.accepted ? tally.loaded : tally.refused);
    if (!outcome.accepted) complain(sent, outcome);
}

/// Where the source does not say when a case was opened, its id and its updates do.
void Load::date(json::object& fields) const {
    const std::string old_id = source_text(fields, "_id|id");
    Timestamp at = time_of(old_id);
    if (const auto span = updates_of_.find(old_id); span != updates_of_.end())
        at = at.us == 0 ? span->second.first : std::min(at, span->second.first);
    if (at.us != 0 && value_of(fields, opened_names) == nullptr) fields["opened_at"] = to_text(at);
}

/// With its last update, as far as anybody can tell; empty: now.
std::string Load::ended_at(const std::string& old_id) const {
    const auto span = updates_of_.find(old_id);
    return span == updates_of_.end() ? "" : to_text(span->second.last);
}

void Load::refuse(const Dump& dump, std::size_t line, const std::string& why) {
    ++tallies_[dump.collection].refused;
    problem_(where(dump, line) + " " + why);
}

}  // namespace dossier::tools
