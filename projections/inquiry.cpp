#include "projections/inquiry.hpp"

#include "base/date.hpp"
#include "domain/catalog.hpp"
#include "projections/boxes.hpp"
#include "projections/ordered.hpp"
#include "projections/sequences.hpp"
#include "schema/json_text.hpp"

#include <algorithm>
#include <charconv>

namespace dossier {
namespace {

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return n;
}

}  // namespace

Inquiry::Inquiry(const Question& question, Views& views, const Journal& journal, const Keys& keys)
    : question_(question), views_(views), journal_(journal), keys_(keys), here_(views.glance()) {
    seq_ = last_ = here_.last(question.reader.tenant);
    const Aggregate* users = aggregate_named("user");
    if (aggregate_of({user().text}) != "user" || users->roles == nullptr) return;
    roles_ = here_.roles(tenant(), user(), [&] {
        const auto record = record_now({user().text});
        return record ? users->roles(record->state.get()) : Roles{};
    });
}

// ---- Parameters ------------------------------------------------------------------------------

const std::string* Inquiry::take(std::string_view name) {
    const auto [first, last] = question_.parameters.equal_range(name);
    if (first == last) return nullptr;
    taken_.insert(std::string(name));
    if (std::next(first) != last) wrong(name, "once", "Say it once.");
    return &first->second;
}

std::vector<std::pair<std::string, std::string>> Inquiry::rest() {
    std::vector<std::pair<std::string, std::string>> left;
    for (const auto& [name, value] : question_.parameters)
        if (!taken_.contains(name)) left.emplace_back(name, value);
    return left;
}

std::optional<std::int64_t> Inquiry::number(std::string_view name, std::int64_t least,
                                            std::int64_t most) {
    const std::string* text = take(name);
    if (text == nullptr) return {};
    const auto n = integer(*text);
    if (n && *n >= least && *n <= most) return n;
    wrong(name, "range",
          "A number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return {};
}

bool Inquiry::flag(std::string_view name) {
    const std::string* text = take(name);
    if (text == nullptr) return false;
    if (*text != "true" && *text != "false") wrong(name, "choice", "true or false.");
    return *text == "true";
}

void Inquiry::wrong(std::string_view parameter, std::string_view rule, std::string message) {
    report(errors_, {std::string(parameter), std::string(rule), std::move(message)});
}

// ---- The moment ------------------------------------------------------------------------------

std::optional<Sequence> Inquiry::as_of_from(const std::string& text) {
    if (const auto seq = integer(text); seq && text.size() < 19) {
        if (*seq >= 0 && *seq <= last_) return seq;
        wrong("as_of", "range", "The last sequence is " + std::to_string(last_) + ".");
        return {};
    }
    std::optional<Timestamp> then = timestamp_of(text);
    if (!then)
        if (const auto day = date_of(text)) then = {begin_of(Date{day->days + 1}).us - 1};
    if (then) return Sequences::at(now("sequences"), tenant(), *then, last_);
    wrong("as_of", "as_of", "A sequence, an instant as in 2024-03-27T09:30:00Z, or a date.");
    return {};
}

void Inquiry::at(std::optional<Sequence> of_cursor) {
    take("min_seq");  // whoever asks has waited for it
    const std::string* text = take("as_of");
    std::optional<Sequence> then;
    if (text != nullptr) then = as_of_from(*text);
    if (of_cursor) then = std::min(*of_cursor, last_);
    if (text != nullptr) as_of_text_ = *text;
    if (!then) return;
    seq_ = *then;
    if (seq_ < last_) as_of_ = seq_;
    if (seq_ == 0)
        if (const auto first = Sequences::find(now("sequences"), tenant(), 1))
            records_from_ = to_text(first->at);
}

std::string Inquiry::moment() const {
    std::string text = "\"seq\":" + std::to_string(seq_);
    if (!as_of_text_.empty()) text += ",\"as_of\":" + json_string(as_of_text_);
    if (!records_from_.empty()) text += ",\"records_from\":" + json_string(records_from_);
    return text;
}

// ---- Who asks --------------------------------------------------------------------------------

bool Inquiry::may_see(const Aggregate& aggregate) const {
    const Access& access = aggregate.access;
    return roles_.meet(access.by) || roles_.meet(access.own) || roles_.meet(access.masked);
}

Sees Inquiry::sees(const Aggregate& aggregate, const void* state) const {
    if (aggregate.shows(state, roles_, user())) return Sees::whole;
    return roles_.meet(aggregate.access.masked) ? Sees::masked : Sees::nothing;
}

Sees Inquiry::sees(const StreamId& id) const {
    const Aggregate* aggregate = aggregate_named(aggregate_of(id));
    if (aggregate == nullptr || !may_see(*aggregate)) return Sees::nothing;
    if (roles_.meet(aggregate->access.by)) return Sees::whole;
    if (!roles_.meet(aggregate->access.own)) return Sees::masked;
    const auto today = record_now(id);
    return today ? sees(*aggregate, today->state.get()) : Sees::nothing;
}

// ---- What is there ---------------------------------------------------------------------------

std::optional<RecordRow> Inquiry::record_now(const StreamId& id) const {
    const Aggregate* aggregate = aggregate_named(aggregate_of(id));
    if (aggregate == nullptr || !is_stream_id(id.text)) return {};
    const auto row = now(std::string(aggregate->plural)).get(record_key(tenant(), uuid_part(id)));
    if (!row) return {};
    return record_from(*aggregate->state, row->value, views_.decoders());
}

std::optional<Inquiry::Seen> Inquiry::record(const StreamId& id) const {
    const Aggregate* aggregate = aggregate_named(aggregate_of(id));
    if (aggregate == nullptr || !is_stream_id(id.text)) return {};
    const auto row = sight(std::string(aggregate->plural)).get(record_key(tenant(), uuid_part(id)));
    if (!row) return {};
    Seen found{record_from(*aggregate->state, row->value, views_.decoders()), row->born, sees(id)};
    if (found.sees == Sees::nothing) return {};
    return found;
}

std::optional<Entry> Inquiry::entry(Sequence seq) const {
    const auto place = Sequences::find(now("sequences"), tenant(), seq);
    if (!place) return {};
    const std::vector<Recorded> there = journal_.read(views_.partition(), place->position, {1});
    if (there.empty()) return {};
    return entry_from(there.front().bytes);
}

std::string Inquiry::reveal(std::string_view json, Sees how) const {
    return revealed(keys_, tenant(), json, how != Sees::masked);
}

std::string Inquiry::show(const StreamId& id, const Seen& found) const {
    const Type& type = found.row.state.type();
    const RecordHead& head = found.row.head;
    std::string json = "{";
    if (type.field("id") == nullptr) append_member(json, "id", json_string(id.text));
    const std::string state = reveal(to_json(type, found.row.state.get()), found.sees);
    if (state.size() > 2) {
        if (json.size() > 1) json += ',';
        json.append(state, 1, state.size() - 2);
    }
    append_member(json, "version", std::to_string(head.version));
    append_member(json, "seq", std::to_string(found.seq));
    append_member(json, "created_at", json_string(to_text(head.created_at)));
    if (!head.created_by.empty()) append_member(json, "created_by", json_string(head.created_by));
    append_member(json, "updated_at", json_string(to_text(head.updated_at)));
    if (!head.updated_by.empty()) append_member(json, "updated_by", json_string(head.updated_by));
    return json += '}';
}

std::string json_string(std::string_view text) {
    std::string json;
    append_quoted(json, text);
    return json;
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
    if (json.size() > 1) json += ',';
    append_quoted(json, name);
    json += ':';
    json += value;
}

}  // namespace dossier
