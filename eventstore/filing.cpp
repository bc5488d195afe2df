#include "eventstore/filing.hpp"

#include "domain/kernel/house.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr std::string_view timer_prefix = "timer/";

bool live(const Life* life) { return life != nullptr && life->aggregate->live(life->state.get()); }

bool same_claim(const Claim& a, const Claim& b) {
    if (a.name != b.name || a.value != b.value || a.sealed.has_value() != b.sealed.has_value())
        return false;
    return !a.sealed || (a.sealed->key == b.sealed->key && a.sealed->text == b.sealed->text);
}
bool same_lookup(const Lookup& a, const Lookup& b) { return a.name == b.name && a.key == b.key; }
bool same_timer(const Timer& a, const Timer& b) { return a.kind == b.kind && a.due == b.due; }

/// Those of one list that the other has not.
template <class T>
std::vector<T> without(const std::vector<T>& all, const std::vector<T>& others,
                       bool (*same)(const T&, const T&)) {
    std::vector<T> left;
    for (const T& one : all)
        if (std::none_of(others.begin(), others.end(),
                         [&](const T& other) { return same(one, other); }))
            left.push_back(one);
    return left;
}

std::vector<Claim> claims_while_live(const Life* life) {
    return live(life) ? claims_of(life->state.type(), life->state.get()) : std::vector<Claim>{};
}
std::vector<Lookup> lookups_while_live(const Life* life) {
    return live(life) && life->aggregate->lookups ? life->aggregate->lookups(life->state.get())
                                                  : std::vector<Lookup>{};
}
std::vector<Timer> timers_while_live(const Life* life, const Settings& settings) {
    return live(life) && life->aggregate->timers
               ? life->aggregate->timers(life->state.get(), settings)
               : std::vector<Timer>{};
}

}  // namespace

std::string command_of(const DueTimer& timer) {
    return std::string(timer_prefix) + timer.stream.text + '/' + timer.kind + '/' +
           to_text(timer.due);
}

std::optional<DueTimer> timer_of(std::string_view command) {
    if (!command.starts_with(timer_prefix)) return {};
    command.remove_prefix(timer_prefix.size());
    const std::size_t last = command.rfind('/');
    const std::size_t before = command.rfind('/', last - 1);
    const auto due = timestamp_of(command.substr(last + 1));
    const StreamId id{std::string(command.substr(0, before))};
    if (!due || !is_stream_id(id.text)) return {};
    return DueTimer{0, *due, id, std::string(command.substr(before + 1, last - before - 1))};
}

void Filing::file() {
    claims();
    lookups();
    counters();
    settings();
    timers();
}

void Filing::claims() {
    const std::vector<Claim> before = claims_while_live(before_), now = claims_while_live(&now_);
    if (before.empty() && now.empty()) return;
    const auto row = [&](const Claim& claim) -> std::optional<std::string> {
        const auto value = draft_.opened(claim);
        if (!value) return {};
        return rows::held_by(draft_.tenant_.number, draft_.blinded(claim.name, *value), id_);
    };
    const std::vector<Claim> given_up = without(before, now, same_claim);
    for (const Claim& claim : given_up)
        if (const auto held = row(claim)) draft_.rows_.remove(*held);
    // What was given up may stand in the record twice, so then all that is left is claimed again.
    for (const Claim& claim : given_up.empty() ? without(now, before, same_claim) : now)
        if (const auto held = row(claim)) draft_.rows_.put(*held, "");
}

void Filing::lookups() {
    const std::vector<Lookup> before = lookups_while_live(before_), now = lookups_while_live(&now_);
    const auto row = [&](const Lookup& lookup) {
        return rows::filed_by(draft_.tenant_.number, lookup.name, draft_.filed_under(lookup), id_);
    };
    for (const Lookup& lookup : without(before, now, same_lookup)) draft_.rows_.remove(row(lookup));
    for (const Lookup& lookup : without(now, before, same_lookup))
        draft_.rows_.put(row(lookup), "");
}

void Filing::counters() {
    if (now_.aggregate->counters == nullptr) return;
    for (const Counter& counter : now_.aggregate->counters(now_.state.get()))
        if (counter.taken >= draft_.next(counter.name))
            draft_.rows_.put(rows::counted(draft_.tenant_.number, counter.name),
                             rows::value(static_cast<std::uint64_t>(counter.taken)));
}

void Filing::settings() {
    if (now_.aggregate->settings == nullptr) return;
    const TenantNumber tenant = draft_.tenant_.number;
    std::map<std::string_view, std::optional<std::int64_t>> change;
    if (before_ != nullptr)
        for (const Choice& choice : before_->aggregate->settings(before_->state.get()))
            change[choice.name];
    for (const Choice& choice : now_.aggregate->settings(now_.state.get()))
        change[choice.name] = choice.value;
    std::erase_if(change, [&](const auto& one) {
        const auto known = draft_.rows_.get(rows::setting(tenant, one.first));
        return known.has_value() == one.second.has_value() &&
               (!known || rows::number_of(*known) == *one.second);
    });
    if (change.empty()) return;
    retime([&] {
        for (const auto& [name, value] : change)
            if (value)
                draft_.rows_.put(rows::setting(tenant, name),
                                 rows::value(static_cast<std::uint64_t>(*value)));
            else
                draft_.rows_.remove(rows::setting(tenant, name));
    });
}

/// A setting moves timers: those of every stream of the tenant are asked before and after.
void Filing::retime(const std::function<void()>& change) {
    std::vector<std::pair<StreamId, std::vector<Timer>>> before;
    for (const StreamId& id : draft_.known_.streams(draft_.tenant_.number))
        if (const LifePtr life = draft_.life(id); life && life->aggregate->timers)
            before.emplace_back(id, timers_while_live(life.get(), draft_));
    change();
    for (const auto& [id, old] : before)
        keep_timers(id, old, timers_while_live(draft_.life(id).get(), draft_));
}

void Filing::timers() {
    if (now_.aggregate->timers == nullptr) return;
    keep_timers(id_, timers_while_live(before_, draft_), timers_while_live(&now_, draft_));
}

void Filing::keep_timers(const StreamId& id, const std::vector<Timer>& before,
                         const std::vector<Timer>& now) {
    const auto due = [&](const Timer& timer) {
        return DueTimer{draft_.tenant_.number, timer.due, id, std::string(timer.kind)};
    };
    for (const Timer& timer : without(before, now, same_timer)) {
        draft_.rows_.remove(rows::due(due(timer)));
        draft_.rows_.remove(rows::parked(due(timer)));
    }
    for (const Timer& timer : now) {
        const bool fresh = std::none_of(before.begin(), before.end(),
                                        [&](const Timer& one) { return same_timer(one, timer); });
        // What was refused is tried again, now that its stream is another.
        const std::string parked = rows::parked(due(timer));
        if (!fresh && !draft_.rows_.get(parked)) continue;
        draft_.rows_.remove(parked);
        draft_.rows_.put(rows::due(due(timer)), "");
        draft_.due_.push_back(timer.due);
    }
}

}  // namespace dossier
