#include "eventstore/draft.hpp"

#include "base/big_endian.hpp"
#include "base/text.hpp"
#include "domain/catalog.hpp"
#include "domain/kernel/house.hpp"
#include "eventstore/filing.hpp"

#include <algorithm>

namespace dossier {
namespace {

const StreamId& nobody() {
    static const StreamId empty;
    return empty;
}

}  // namespace

Draft::Draft(Known& known, Keys& keys, const std::string& tenant)
    : known_(known),
      keys_(keys),
      slug_(tenant),
      tenant_(known.tenant(tenant)),
      rows_(known.rows()) {
    if (tenant_.number == 0) tenant_.number = known.next_tenant();
}

// ---- What it is decided on -------------------------------------------------------------------

LifePtr Draft::life(const StreamId& id) const {
    const auto known = lives_.find(id);
    if (known != lives_.end()) return known->second;
    return lives_.emplace(id, known_.life(tenant_.number, id)).first->second;
}

Roles Draft::roles(const UserId& actor) const {
    const LifePtr user = life(stream(actor));
    return user && user->aggregate->roles ? user->aggregate->roles(user->state.get()) : Roles{};
}

std::int64_t Draft::depth_of(const std::optional<Cause>& cause) const {
    if (!cause) return 0;
    const auto above = rows_.get(rows::depth(tenant_.number, cause->seq));
    return 1 + (above ? rows::number_of(*above) : 0);
}

Standing Draft::standing(const StreamId& id) const {
    const LifePtr known = life(id);
    if (!known) return Standing::absent;
    return known->aggregate->live(known->state.get()) ? Standing::live : Standing::archived;
}

std::optional<StreamId> Draft::holder(const Claim& wanted) const {
    const auto value = opened(wanted);
    if (!value) return {};
    const std::string prefix = rows::held(tenant_.number, blinded(wanted.name, *value));
    std::optional<StreamId> first;
    rows_.scan(prefix, [&](std::string_view row, std::string_view) {
        StreamId id = rows::stream_of(row.substr(prefix.size()));
        if (still_claims(id, wanted, *value)) first = std::move(id);
        return !first;
    });
    return first;
}

/// Who was forgotten since they claimed it holds nothing any more.
bool Draft::still_claims(const StreamId& id, const Claim& wanted, const std::string& value) const {
    const LifePtr by = life(id);
    if (!by || !by->aggregate->live(by->state.get())) return false;
    const std::vector<Claim> claims = claims_of(by->state.type(), by->state.get());
    return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
        return claim.name == wanted.name && opened(claim) == value;
    });
}

std::int64_t Draft::next(std::string_view counter) const {
    const auto taken = rows_.get(rows::counted(tenant_.number, counter));
    return taken ? rows::number_of(*taken) + 1 : 1;
}

std::vector<StreamId> Draft::ids(std::string_view lookup, std::string_view key) const {
    std::vector<StreamId> found;
    const std::string prefix =
        rows::filed(tenant_.number, lookup, filed_under({lookup, std::string(key)}));
    rows_.scan(prefix, [&](std::string_view row, std::string_view) {
        found.push_back(rows::stream_of(row.substr(prefix.size())));
        return true;
    });
    return found;
}

std::int64_t Draft::setting(std::string_view name) const {
    const auto& chosen = kept(rows::setting(tenant_.number, name));
    return chosen ? rows::number_of(*chosen) : standard(name);
}

const std::optional<std::string>& Draft::kept(const std::string& row) const {
    const auto changed = rows_.changes().find(row);
    return changed != rows_.changes().end() ? changed->second : known_.kept(row);
}

bool Draft::same(const Box& sealed, std::string_view plain_json) const {
    return open(sealed) == plain_json;
}

const void* Draft::state(const Type& type, const StreamId& id) const {
    const LifePtr known = life(id);
    return known && &known->state.type() == &type ? known->state.get() : nullptr;
}

std::optional<std::string> Draft::opened(const Claim& claim) const {
    auto value = claim.sealed ? open(*claim.sealed)
                              : std::optional(to_json(kind_of<std::string>(), &claim.value));
    if (value) *value = fold(*value);
    return value;
}

Bytes32 Draft::blinded(std::string_view name, std::string_view value) const {
    return keys_.blind(slug_, std::string(name) + '\0' + std::string(value));
}

/// An id stands as it is; of anything else only its HMAC is kept.
std::string Draft::filed_under(const Lookup& lookup) const {
    if (is_stream_id(lookup.key)) return lookup.key;
    return std::string(view(blinded(lookup.name, lookup.key)).substr(0, sizeof(Digest16)));
}

// ---- What it seals with ----------------------------------------------------------------------

Box Draft::seal(const StreamId& subject, std::string_view plain) {
    std::int64_t key = key_of(subject);
    keys_.ensure(slug_, key);
    if (!keys_.has(slug_, key)) {  // forgotten: what is said of them from now on is another matter
        key = used_keys_[subject] = fresh_key(subject);
        keys_.ensure(slug_, key);
    }
    return keys_.seal(slug_, key, plain);
}

std::optional<std::string> Draft::open(const Box& box) const { return keys_.open(slug_, box); }

std::int64_t Draft::key_of(const StreamId& subject) {
    if (const auto used = used_keys_.find(subject); used != used_keys_.end()) return used->second;
    const auto& known = kept(rows::subject(tenant_.number, subject));
    const std::int64_t key = known ? rows::number_of(*known) : fresh_key(subject);
    return used_keys_[subject] = key;
}

std::int64_t Draft::fresh_key(const StreamId& subject) {
    const std::int64_t fresh = tenant_.last_key + 1;
    name_key(fresh, subject);
    named_[std::to_string(fresh)] = subject == nobody() ? "tenant" : subject.text;
    return fresh;
}

void Draft::name_key(std::int64_t number, const StreamId& subject) {
    tenant_.last_key = std::max(tenant_.last_key, number);
    rows_.put(rows::subject(tenant_.number, subject),
              rows::value(static_cast<std::uint64_t>(number)));
}

// ---- What it changes -------------------------------------------------------------------------

std::int64_t Draft::evolve(const Aggregate& aggregate, const Object& event, const Meta& meta) {
    auto touched = touched_.find(meta.stream);
    if (touched == touched_.end()) {
        const LifePtr before = life(meta.stream);
        auto now =
            std::make_shared<Life>(before ? Life{&aggregate, before->state.copy(), before->version}
                                          : Life{&aggregate, Object(*aggregate.state)});
        touched = touched_.emplace(meta.stream, Touched{before, now}).first;
        lives_[meta.stream] = changed_[meta.stream] = std::move(now);
    }
    Life& life = *touched->second.now;
    aggregate.evolve(life.state.get(), event, meta);
    return ++life.version;
}

void Draft::file() {
    for (const auto& [id, touched] : touched_)
        Filing(*this, id, touched.before.get(), *touched.now).file();
    touched_.clear();
}

void Draft::record(const Entry& entry) {
    tenant_.last_seq = entry.seq;
    tenant_.last_at = entry.at;
    rows_.put(rows::tenant(slug_), rows::value(tenant_));
    if (entry.cause)
        rows_.put(rows::depth(tenant_.number, entry.seq),
                  rows::value(static_cast<std::uint64_t>(depth_of(entry.cause))));
    if (const auto fired = timer_of(entry.command.id)) {
        DueTimer timer = *fired;
        timer.tenant = tenant_.number;
        rows_.remove(rows::due(timer));
    }
}

void Draft::accept() {
    known_.add(slug_, tenant_, rows_.changes(), changed_);
    for (const Timestamp due : due_) known_.expect_due(slug_, due);
}

}  // namespace dossier
