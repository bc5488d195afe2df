// One record: as it is or was, its versions, and its audit trail.
#include "base/big_endian.hpp"
#include "domain/catalog.hpp"
#include "projections/answers.hpp"
#include "projections/ordered.hpp"
#include "schema/json_text.hpp"

namespace dossier {
namespace {

Said with_moment(const Inquiry& inquiry, const StreamId& id, const Inquiry::Seen& record,
                 const std::vector<std::string>& expand) {
    std::string json = "{\"record\":" + expanded(inquiry, id, record, expand);
    return {{}, json + ',' + inquiry.moment() + '}'};
}

std::string page_end(const Inquiry& inquiry, const Question& question, std::string_view items,
                     std::optional<Sequence> next) {
    std::string json = "{\"items\":[" + std::string(items) + "]", key;
    if (next) put(key, static_cast<std::uint64_t>(*next));
    append_member(json, "next", next ? json_string(cursor_of(inquiry, question, key)) : "null");
    return json + ',' + inquiry.moment() + '}';
}

/// The lives of a record that come next, with the one before them in front if there is one.
struct Lives {
    std::vector<Lived> all;
    std::size_t first = 0;
    std::optional<Sequence> next;
};

Lives lives_of(const Inquiry& inquiry, const StreamId& id, const Paging& page) {
    Sequence after = 0;
    if (page.after.size() == sizeof(Sequence))
        after = static_cast<Sequence>(get<std::uint64_t>(page.after));
    const Aggregate& aggregate = *aggregate_named(aggregate_of(id));
    const auto limit = static_cast<std::size_t>(page.limit);
    Lives lives;
    lives.all = inquiry.sight(std::string(aggregate.plural))
                    .lives(record_key(inquiry.tenant(), uuid_part(id)), after, limit + 1);
    lives.first = !lives.all.empty() && lives.all.front().born <= after ? 1 : 0;
    if (lives.all.size() - lives.first > limit) {
        lives.all.pop_back();
        lives.next = lives.all.back().born;
    }
    return lives;
}

/// Whether what the event says is seen in the record after it, so that nobody needs to be told.
bool shown_by_state(const Object& event, const Object& after) {
    for (const Field& field : event.type().fields) {
        if (field.kind->shape == Shape::patch || is_nothing(*field.kind, field.of(event.get())))
            continue;
        const Field* in_state = after.type().field(field.name);
        if (in_state == nullptr || to_json(*in_state->kind, in_state->of(after.get())) !=
                                       to_json(*field.kind, field.of(event.get())))
            return false;
    }
    return true;
}

std::string events_of(const Inquiry& inquiry, const Entry& entry, const StreamId& id,
                      const Object& after, Sees sees) {
    const Aggregate& aggregate = *aggregate_named(aggregate_of(id));
    std::string events;
    for (const Event& event : entry.events) {
        if (event.stream != id) continue;
        events += events.empty() ? "{" : ",{";
        std::string one = "{";
        append_member(one, "type", json_string(event.type));
        append_member(one, "version", std::to_string(event.version));
        if (!shown_by_state(aggregate.read(event), after))
            append_member(one, "data", inquiry.reveal(event.data.text, sees));
        events.append(one, 1) += '}';
    }
    return "[" + events + "]";
}

std::string changes_of(const Inquiry& inquiry, const Type& type, const Object* before,
                       const Object& after, Sees sees) {
    const Object nothing(type);
    std::string changes;
    for (const Change& change : diff(type, (before ? before : &nothing)->get(), after.get())) {
        const std::string was = before ? inquiry.reveal(change.before, sees) : "null";
        const std::string is = inquiry.reveal(change.after, sees);
        const bool open = is.find(R"({"hidden":)") == std::string::npos;
        if (before && open && was == is) continue;  // it was only sealed anew
        std::string one = "{";
        append_member(one, "field", json_string(change.field));
        append_member(one, "before", was);
        append_member(one, "after", is);
        changes += (changes.empty() ? "" : ",") + one + '}';
    }
    return "[" + changes + "]";
}

template <class Text>
void append_text(std::string& json, std::string_view name, const std::optional<Text>& text) {
    if constexpr (std::same_as<Text, UserId>) {
        if (text) append_member(json, name, json_string(text->text));
    } else {
        if (text) append_member(json, name, json_string(*text));
    }
}

/// Who, when, from where, by which command, and why.
std::string line_of(const Inquiry& inquiry, const Entry& entry) {
    std::string json = "{";
    append_member(json, "seq", std::to_string(entry.seq));
    append_member(json, "at", json_string(to_text(entry.at)));
    if (entry.effective_at)
        append_member(json, "effective_at", json_string(to_text(*entry.effective_at)));
    append_text(json, "by", entry.actor);
    append_text(json, "via", entry.via);
    if (entry.address) {
        // Where somebody wrote from is for those who watch over the house.
        const bool whole = inquiry.roles().meet({Role::admin, Role::auditor});
        append_member(json, "address",
                      inquiry.reveal(to_json(kind_of<Personal<std::string>>(), &*entry.address),
                                     whole ? Sees::whole : Sees::masked));
    }
    append_member(json, "command",
                  "{\"id\":" + json_string(entry.command.id) +
                      ",\"type\":" + json_string(entry.command.type) + "}");
    append_text(json, "reason", entry.reason);
    append_text(json, "batch", entry.batch);
    append_text(json, "approved_by", entry.approved_by);
    append_text(json, "correlation", entry.correlation);
    if (entry.cause) append_member(json, "cause", to_json(type_of<Cause>(), &*entry.cause));
    return json;
}

}  // namespace

Said one_record(Inquiry& inquiry, const StreamId& id) {
    inquiry.at({});
    const Aggregate& aggregate = *aggregate_named(aggregate_of(id));
    const std::vector<std::string> expand = expand_of(inquiry, *aggregate.state);
    if (has_errors(inquiry)) return invalid(inquiry);
    if (!inquiry.may_see(aggregate)) return {house::forbidden, {}};
    const auto record = inquiry.record(id);
    if (!record) return {house::absent, {}};
    return with_moment(inquiry, id, *record, expand);
}

Said versions(Inquiry& inquiry, const Question& question, const StreamId& id) {
    const Paging page = page_of(inquiry, question);
    if (has_errors(inquiry)) return invalid(inquiry);
    if (!inquiry.may_see(*aggregate_named(aggregate_of(id)))) return {house::forbidden, {}};
    const auto record = inquiry.record(id);
    if (!record) return {house::absent, {}};
    const Lives lives = lives_of(inquiry, id, page);
    std::string items;
    for (std::size_t i = lives.first; i < lives.all.size(); ++i) {
        const Lived& life = lives.all[i];
        if (!items.empty()) items += ',';
        items += inquiry.show(
            id, {record_from(record->row.state.type(), life.value, inquiry.views().decoders()),
                 life.born, record->sees});
    }
    return {{}, page_end(inquiry, question, items, lives.next)};
}

Said audit(Inquiry& inquiry, const Question& question, const StreamId& id) {
    const Paging page = page_of(inquiry, question);
    if (has_errors(inquiry)) return invalid(inquiry);
    if (!inquiry.may_see(*aggregate_named(aggregate_of(id)))) return {house::forbidden, {}};
    const auto record = inquiry.record(id);
    if (!record) return {house::absent, {}};
    const Type& type = record->row.state.type();
    const Lives lives = lives_of(inquiry, id, page);
    std::optional<RecordRow> before;
    std::string items;
    for (std::size_t i = 0; i < lives.all.size(); ++i) {
        RecordRow after = record_from(type, lives.all[i].value, inquiry.views().decoders());
        if (i >= lives.first) {
            const auto entry = inquiry.entry(lives.all[i].born);
            if (!entry) break;
            std::string line = line_of(inquiry, *entry);
            append_member(line, "version", std::to_string(after.head.version));
            append_member(line, "events",
                          events_of(inquiry, *entry, id, after.state, record->sees));
            append_member(line, "changes",
                          changes_of(inquiry, type, before ? &before->state : nullptr, after.state,
                                     record->sees));
            items += (items.empty() ? "" : ",") + line + '}';
        }
        before = std::move(after);
    }
    return {{}, page_end(inquiry, question, items, lives.next)};
}

Said me(Inquiry& inquiry) {
    inquiry.at({});
    if (has_errors(inquiry)) return invalid(inquiry);
    const StreamId id{inquiry.user().text};
    auto record = inquiry.record_now(id);
    if (!record) return {house::absent, {}};
    // One's own record is one's own, whatever the roles.
    std::string json =
        "{\"record\":" + inquiry.show(id, {std::move(*record), inquiry.seq(), Sees::whole});
    std::string roles;
    for (std::size_t i = 0; i < names(Role{}).size(); ++i)
        if (inquiry.roles().has(static_cast<Role>(i)))
            roles += (roles.empty() ? "" : ",") + json_string(names(Role{})[i]);
    append_member(json, "roles", "[" + roles + "]");
    append_member(json, "tenant", json_string(inquiry.tenant()));
    return {{}, json + ',' + inquiry.moment() + '}'};
}

}  // namespace dossier
