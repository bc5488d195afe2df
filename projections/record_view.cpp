#include "projections/record_view.hpp"

#include "base/big_endian.hpp"
#include "base/text.hpp"
#include "domain/kernel/external_id.hpp"
#include "projections/ordered.hpp"
#include "schema/formats.hpp"
#include "schema/walk.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr std::size_t lives_max = 4'000;  // decoded records kept from one entry to the next

struct Findable {
    std::string_view lookup;
    std::string stands;         // as it stands in the state: its box, or its text as JSON
    std::optional<Box> sealed;  // where it is a box
};

std::vector<Findable> findable(const Type& type, const void* state) {
    std::vector<Findable> all;
    walk(type, state, [&](const Place& place) {
        if (place.field.flags.findable.empty()) return;
        const Kind& kind = place.kind;
        const std::string_view lookup = place.field.flags.findable;
        if (kind.shape == Shape::personal) {
            if (const Box* box = kind.box(place.value)) all.push_back({lookup, box->text, *box});
        } else if (kind.shape == Shape::text) {
            all.push_back({lookup, to_json(kind, place.value), {}});
        } else if (kind.shape == Shape::object && &kind.type() == &type_of<ExternalId>()) {
            // Found by the name alone, and by the system and the name.
            const auto& one = as<ExternalId>(place.value);
            all.push_back({lookup, to_json(kind_of<std::string>(), &one.id), {}});
            const std::string both = one.source + ":" + one.id;
            all.push_back({lookup, to_json(kind_of<std::string>(), &both), {}});
        }
    });
    return all;
}

/// So that what people write in two ways is found in both.
std::string normalised(std::string_view lookup, std::string_view value) {
    std::string text = fold(value);
    if (lookup.ends_with(".phone"))
        std::erase_if(text, [](char c) { return c != '+' && (c < '0' || c > '9'); });
    return text;
}

/// What stands there, in the open; nothing when its key is gone.
std::optional<std::string> value_of(std::string_view tenant, const Findable& one,
                                    const Keys& keys) {
    const auto json = one.sealed ? keys.open(tenant, *one.sealed) : std::optional(one.stands);
    std::string value;
    if (!json || !from_json(kind_of<std::string>(), &value, *json).empty()) return {};
    return value;
}

std::string back_key(std::string_view tenant, std::string_view uuid) {
    std::string key = tenant_key(tenant);
    key.push_back('b');
    put_uuid(key, uuid);
    return key;
}

}  // namespace

std::string found_prefix(std::string_view tenant, std::string_view lookup, std::string_view value,
                         Keys& keys) {
    std::string blinded(lookup);
    blinded.push_back(0);
    blinded += normalised(lookup, value);
    std::string key = tenant_key(tenant);
    key.push_back('f');
    put_text(key, lookup);
    return key += view(keys.blind(tenant, blinded));
}

bool is_found_by(const Object& state, std::string_view tenant, const std::string& prefix,
                 Keys& keys) {
    const std::vector<Findable> all = findable(state.type(), state.get());
    return std::any_of(all.begin(), all.end(), [&](const Findable& one) {
        const auto value = value_of(tenant, one, keys);
        return value && found_prefix(tenant, one.lookup, *value, keys) == prefix;
    });
}

RecordView::RecordView(const Aggregate& aggregate, const RecordLists& lists, Decoders& decoders,
                       Keys& keys)
    : aggregate_(aggregate),
      lists_(lists),
      decoders_(decoders),
      keys_(keys),
      fingerprint_(fingerprint(*aggregate.state)) {
    decoders.keep(*aggregate.state);
}

std::string RecordView::version() const {
    return std::to_string(aggregate_.version) + "." + lists_.fingerprint();
}

std::unique_ptr<View> RecordView::another() const {
    return std::make_unique<RecordView>(aggregate_, lists_, decoders_, keys_);
}

std::vector<std::string> RecordView::found_values(const void* state) const {
    std::vector<std::string> stand;
    if (aggregate_.live(state))
        for (Findable& one : findable(*aggregate_.state, state))
            stand.push_back(std::move(one.stands));
    return stand;
}

RecordView::Life& RecordView::life(const Fact& fact, ViewWriter& rows) {
    std::string key = record_key(fact.entry.tenant, uuid_part(fact.event.stream));
    touched_.insert(key);
    if (const auto cached = lives_.find(key); cached != lives_.end()) return cached->second;
    Life made{{{}, Object(*aggregate_.state)}, {}, {}, std::string(uuid_part(fact.event.stream))};
    if (const auto kept = rows.get(key)) {
        made.row = record_from(*aggregate_.state, *kept, decoders_);
        made.listed = lists_.rows(fact.entry.tenant, made.uuid, made.row.state.get());
        made.found = found_values(made.row.state.get());
    } else {
        made.row.head.created_at = fact.entry.at;
        made.row.head.created_by = fact.entry.actor.value_or(UserId{}).text;
    }
    return lives_.emplace(std::move(key), std::move(made)).first->second;
}

void RecordView::fold(const Fact& fact, ViewWriter& rows) {
    Life& the = life(fact, rows);
    aggregate_.evolve(the.row.state.get(), fact.data, fact.meta());
    the.row.head.version = fact.event.version;
    the.row.head.updated_at = fact.entry.at;
    the.row.head.updated_by = fact.entry.actor.value_or(UserId{}).text;
}

void RecordView::end_entry(const Entry& entry, Position, ViewWriter& rows) {
    for (const std::string& key : touched_) end(entry.tenant, key, lives_.at(key), rows);
    touched_.clear();
    if (lives_.size() > lives_max) lives_.clear();
}

void RecordView::end(std::string_view tenant, const std::string& key, Life& the, ViewWriter& rows) {
    std::vector<IndexRow> listed = lists_.rows(tenant, the.uuid, the.row.state.get());
    // Rows come list by list; where a record has several in one, they are few.
    const auto in = [](const std::vector<IndexRow>& all, std::size_t hint, const IndexRow& one) {
        if (hint < all.size() && all[hint] == one) return true;
        return std::find(all.begin(), all.end(), one) != all.end();
    };
    for (std::size_t i = 0; i < the.listed.size(); ++i)
        if (!in(listed, i, the.listed[i])) rows.remove(the.listed[i]);
    for (std::size_t i = 0; i < listed.size(); ++i)
        if (!in(the.listed, i, listed[i])) rows.put(listed[i]);
    the.listed = std::move(listed);
    rows.put(key, to_bytes(the.row.head, fingerprint_, the.row.state));
    find(tenant, the, rows);
}

void RecordView::find(std::string_view tenant, Life& the, ViewWriter& rows) {
    std::vector<std::string> stand = found_values(the.row.state.get());
    if (stand == the.found) return;
    the.found = std::move(stand);

    const std::string back = back_key(tenant, the.uuid);
    if (const auto before = rows.get_found(back))
        for (std::string_view left = *before; !left.empty();) {
            const std::size_t size = get<std::uint16_t>(left);
            rows.remove_found(std::string(left.substr(2, size)));
            left.remove_prefix(2 + size);
        }
    std::string kept;
    std::vector<Findable> all;
    if (!the.found.empty()) all = findable(*aggregate_.state, the.row.state.get());
    for (const Findable& one : all) {
        const auto value = value_of(tenant, one, keys_);
        if (!value) continue;
        std::string key = found_prefix(tenant, one.lookup, *value, keys_);
        put_uuid(key, the.uuid);
        put(kept, static_cast<std::uint16_t>(key.size()));
        kept += key;
        rows.put_found(std::move(key), {});
    }
    rows.put_found(back, std::move(kept));
}

void RecordView::drop_entry() {
    for (const std::string& key : touched_) lives_.erase(key);
    touched_.clear();
}

}  // namespace dossier
