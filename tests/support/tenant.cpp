#include "tests/support/tenant.hpp"

#include "base/check.hpp"
#include "base/hash.hpp"
#include "domain/kernel/house.hpp"

namespace dossier::test {
namespace {

std::string digest(const Command& command) {
    return hash128_text(command.payload.type + '\n' + command.stream.text + '\n' +
                        command.payload.data);
}

}  // namespace

// ---- What the writer does ------------------------------------------------------------------

Answer Tenant::submit(const Command& command) {
    if (!is_uuid(command.id)) return {.why = house::invalid, .entry = {}, .said = {}};
    return answer(command, meta_of_asker(command.id));
}

Meta Tenant::meta_of_asker(const std::string& id) const {
    return {now_, now_, actor_, roles_, id, {}, backdate_};
}

Answer Tenant::answer(const Command& command, const Meta& meta) {
    const auto first = answers_.find(command.id);
    if (first != answers_.end()) {
        if (first->second.entry.command.digest == digest(command)) return first->second;
        return {.why = house::id_reused, .entry = {}, .said = {}};
    }
    Lives before = copy_of_lives();
    Answer answer = decide(command, meta);
    if (answer.why) {
        lives_ = std::move(before);  // a refused command left nothing, and may be asked again
        answer.entry.events.clear();
        answer.said.clear();
        return answer;
    }
    journal_.push_back(answer.entry);  // without events too: "already so" is an answer to remember
    return answers_.emplace(command.id, std::move(answer)).first->second;
}

Answer Tenant::decide(const Command& command, const Meta& meta) {
    Answer answer{.why = {}, .entry = {.at = meta.at, .actor = meta.actor}, .said = {}};
    if (meta.now != meta.at) answer.entry.effective_at = meta.now;
    answer.entry.command = {command.id, command.payload.type, digest(command)};
    const Transaction* transaction = transaction_named(command.payload.type);
    if (transaction == nullptr) {
        answer.why = take(command, meta, answer, &Aggregate::decide);
        return answer;
    }
    Meta asked = meta;
    asked.stream = command.stream;
    carry_out(transaction->decide(command.payload, asked, *this), meta, answer);
    return answer;
}

Answer Tenant::perform(const Plan& plan) {
    Answer answer{.why = {}, .entry = {}, .said = {}};
    carry_out(plan, meta_of_asker(uuid(++asked_)), answer);
    return answer;
}

void Tenant::carry_out(const Plan& plan, const Meta& meta, Answer& answer) {
    if (plan.refused()) answer.why = plan.why();
    for (const Step& step : plan.steps())
        if (!answer.why) answer.why = take_step(step, meta, answer);
}

std::optional<Rejection> Tenant::take_step(const Step& step, const Meta& meta, Answer& answer) {
    const Aggregate* aggregate = aggregate_answering(step.command.type);
    DOSSIER_CHECK(aggregate != nullptr);  // a plan asks only what the catalog knows
    const Type& type = *aggregate->command(step.command.type)->type;
    auto why = take({meta.command, step.stream, unsealed(type, step.command, sealer_)}, meta,
                    answer, &Aggregate::decide_step);
    if (why) return step.outward(std::move(*why));
    return {};
}

std::optional<Rejection> Tenant::take(const Command& command, Meta meta, Answer& answer,
                                      Decide how) {
    const Aggregate* aggregate = aggregate_answering(command.payload.type);
    if (aggregate == nullptr) return house::unknown;
    meta.stream = aggregate->target(command);
    const auto life = lives_.find(meta.stream);
    const void* state = life == lives_.end() ? nullptr : life->second.state.get();
    Decision decision = (aggregate->*how)(state, command.payload, meta, *this);
    if (decision.refused()) return decision.why();
    for (Object& event : decision.events()) append(*aggregate, meta, std::move(event), answer);
    return {};
}

void Tenant::append(const Aggregate& aggregate, const Meta& meta, Object event, Answer& answer) {
    Life& life =
        lives_.try_emplace(meta.stream, Life{&aggregate, Object(*aggregate.state)}).first->second;
    unseal(event.type(), event.get(), sealer_);
    answer.said.push_back(show(event.type(), event.get()));

    aggregate.seal(life.state.get(), event, meta, sealer_);
    const Event kept{event.type().name,
                     event.type().schema,
                     meta.stream,
                     ++life.version,
                     {to_json(event.type(), event.get())}};
    const Object again = aggregate.read(kept);  // what cannot be read must not be written
    DOSSIER_CHECK(to_json(again.type(), again.get()) == kept.data.text);
    aggregate.evolve(life.state.get(), again, meta);
    answer.entry.events.push_back(kept);
}

// ---- What it does by itself ----------------------------------------------------------------

std::optional<Tenant::Due> Tenant::next_due(Timestamp until) const {
    std::optional<Due> first;
    for (const auto& [id, life] : lives_) {
        if (!life.aggregate->timers || !live(life)) continue;
        for (Timer& timer : life.aggregate->timers(life.state.get(), *this)) {
            if (timer.due > until || (first && first->timer.due <= timer.due)) continue;
            std::string name = "timer/" + id.text + "/" + std::string(timer.kind) + "/";
            name += to_text(timer.due);
            if (!answers_.contains(name) && !parked_.contains(name))
                first = Due{{std::move(name), id, timer.command}, std::move(timer)};
        }
    }
    return first;
}

void Tenant::advance_to(Timestamp then) {
    while (const auto due = next_due(then)) {
        now_ = std::max(now_, due->timer.due);
        const Meta meta{now_, due->timer.due, {}, {Role::system}, due->command.id, {}};
        const Answer said = answer(due->command, meta);
        if (said.why) parked_.emplace(due->command.id, *said.why);
    }
    now_ = std::max(now_, then);
}

void Tenant::react() {
    for (; reacted_ < journal_.size(); ++reacted_) {
        const Entry entry = journal_[reacted_];
        for (const Event& event : entry.events)
            for (const Reaction& reaction : all_reactions()) {
                if (reaction.on->name != event.type) continue;
                const Object object = lives_.at(event.stream).aggregate->read(event);
                for (const Command& command :
                     reaction.commands(object, event, meta_of(entry, event)))
                    command.tenant.empty() ? (void)tell(command) : send_abroad(command);
            }
    }
}

void Tenant::send_abroad(Command command) {
    const Transaction* asked = transaction_named(command.payload.type);
    command.payload = unsealed(*asked->type, command.payload, sealer_);
    abroad_.push_back(std::move(command));
}

// ---- What the World knows ------------------------------------------------------------------

Standing Tenant::standing(const StreamId& id) const {
    const auto life = lives_.find(id);
    if (life == lives_.end()) return Standing::absent;
    return live(life->second) ? Standing::live : Standing::archived;
}

std::optional<StreamId> Tenant::holder(const Claim& wanted) const {
    const auto value = opened(wanted);
    if (!value) return {};
    for (const auto& [id, life] : lives_)
        if (live(life))
            for (const Claim& claim : claims_of(*life.aggregate->state, life.state.get()))
                if (claim.name == wanted.name && opened(claim) == value) return id;
    return {};
}

/// The value as one JSON text, lower case; nothing when its person is forgotten.
std::optional<std::string> Tenant::opened(const Claim& claim) const {
    auto value = claim.sealed ? sealer_.open(*claim.sealed)
                              : std::optional(to_json(kind_of<std::string>(), &claim.value));
    if (value)
        for (char& c : *value) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return value;
}

std::int64_t Tenant::next(std::string_view wanted) const {
    std::int64_t taken = 0;
    for (const auto& [id, life] : lives_)
        if (life.aggregate->counters)
            for (const Counter& counter : life.aggregate->counters(life.state.get()))
                if (counter.name == wanted) taken = std::max(taken, counter.taken);
    return taken + 1;
}

std::vector<StreamId> Tenant::ids(std::string_view wanted, std::string_view key) const {
    std::vector<StreamId> found;
    for (const auto& [id, life] : lives_)
        if (life.aggregate->lookups && live(life))
            for (const Lookup& lookup : life.aggregate->lookups(life.state.get()))
                if (lookup.name == wanted && lookup.key == key) found.push_back(id);
    return found;
}

std::int64_t Tenant::setting(std::string_view name) const {
    const auto set = settings_.find(name);
    if (set != settings_.end()) return set->second;
    for (const auto& [id, life] : lives_)
        if (life.aggregate->settings)
            for (const Choice& choice : life.aggregate->settings(life.state.get()))
                if (choice.name == name) return choice.value;
    return standard(name);
}

const void* Tenant::state(const Type& type, const StreamId& id) const {
    const auto life = lives_.find(id);
    if (life == lives_.end() || &life->second.state.type() != &type) return nullptr;
    return life->second.state.get();
}

bool Tenant::live(const Life& life) const { return life.aggregate->live(life.state.get()); }

Tenant::Lives Tenant::copy_of_lives() const {
    Lives copy;
    for (const auto& [id, life] : lives_)
        copy.emplace(id, Life{life.aggregate, life.state.copy(), life.version});
    return copy;
}

}  // namespace dossier::test
