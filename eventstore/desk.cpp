#include "eventstore/desk.hpp"

#include "domain/catalog.hpp"
#include "eventstore/digest.hpp"
#include "eventstore/filing.hpp"
#include "eventstore/refusals.hpp"

namespace dossier {
namespace {

constexpr std::size_t command_bytes_max = 256 << 10;
constexpr std::chrono::hours clock_behind_max{1};
constexpr std::int64_t depth_max = 8;
constexpr std::size_t slug_max = 63;

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= slug_max &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
               std::string_view::npos;
}

Outcome refuse(Rejection why) { return {.answer = {.why = std::move(why)}}; }

bool is_import(const Request& request, Roles roles) {
    return !request.actor ||
           (request.via == "import" && (roles.has(Role::admin) || roles.has(Role::integration)));
}

/// Of the record that was asked; a transaction is asked of none, and answers with its first.
StreamId asked_of(const Command& command) {
    const Aggregate* aggregate = aggregate_answering(command.payload.type);
    return aggregate ? aggregate->target(command) : StreamId{};
}

void answer_with(Answer& answer, const Request& request, const Entry& entry) {
    answer.seq = entry.seq;
    answer.at = entry.at;
    answer.stream = asked_of(request.command);
    if (answer.stream.empty() && !entry.events.empty()) answer.stream = entry.events.front().stream;
    for (const Event& event : entry.events)
        if (event.stream == answer.stream) answer.version = event.version;
}

}  // namespace

Desk::Desk(int partition, Known& known, Keys& keys, const Journal& journal, const Clock& clock)
    : partition_(partition), known_(known), keys_(keys), journal_(journal), clock_(clock) {}

// ---- Before anybody is asked -----------------------------------------------------------------

Outcome Desk::decide(const Request& request) {
    if (auto why = refuse_door(request)) return refuse(std::move(*why));
    const Bytes32 digest = digest_of(keys_, request.tenant, request.command);
    Draft draft(known_, keys_, request.tenant);
    if (auto known = seen(request, digest, draft)) return std::move(*known);
    try {
        return decide_new(request, digest, draft);
    } catch (const StoreError&) {
        throw;
    } catch (const std::exception& bug) {
        park(request, bug.what());
        return refuse(refused::fault);
    }
}

std::optional<Rejection> Desk::refuse_door(const Request& request) const {
    if (!is_slug(request.tenant)) return refused::bad_tenant;
    if (request.actor ? !is_uuid(request.command.id) : request.command.id.empty())
        return refused::bad_id;
    if (request.command.payload.data.size() > command_bytes_max) return refused::too_large;
    return {};
}

std::optional<Outcome> Desk::seen(const Request& request, const Bytes32& digest,
                                  const Draft& draft) {
    const std::string row = rows::answered(draft.tenant().number, request.command.id);
    if (const auto pending = pending_.find(row); pending != pending_.end()) {
        if (pending->second.digest != half(digest)) return refuse(house::id_reused);
        return Outcome{.kind = Outcome::Kind::waits, .answer = {}};
    }
    const auto known = known_.rows().get(row);
    if (!known) return {};
    const AnsweredRow first = rows::answered_of(*known);
    if (first.digest != half(digest)) return refuse(house::id_reused);
    Outcome again{.answer = first_answer(request, first)};
    show(request, draft, again.answer);
    return again;
}

/// As whoever reads the records; they need not have come to the views yet.
void Desk::show(const Request& request, const Draft& draft, Answer& answer) const {
    if (!request.actor) return;
    const Roles roles = draft.roles(*request.actor);
    for (const Event& event : answer.events) {
        const LifePtr life = draft.life(event.stream);
        answer.seen.push_back(life &&
                              life->aggregate->shows(life->state.get(), roles, *request.actor));
    }
}

Answer Desk::first_answer(const Request& request, const AnsweredRow& first) const {
    const std::vector<Recorded> records = journal_.read(partition_, first.position, {1, 1});
    if (records.empty())
        throw StoreError("the journal of partition " + std::to_string(partition_) +
                         " has nothing at " + std::to_string(first.position));
    Entry entry = entry_from(records.front().bytes);
    Answer answer;
    answer_with(answer, request, entry);
    if (entry.events.empty())
        if (const LifePtr life = known_.life(known_.tenant(request.tenant).number, answer.stream))
            answer.version = life->version;
    answer.events = std::move(entry.events);
    return answer;
}

// ---- The house's questions -------------------------------------------------------------------

Timestamp Desk::next_at(const TenantRow& tenant) const {
    return std::max(clock_.now(), tenant.last_at + std::chrono::microseconds(1));
}

std::optional<Rejection> Desk::refuse_time(const Request& request, Roles roles, Timestamp at,
                                           const Draft& draft) const {
    if (clock_.now() + clock_behind_max < draft.tenant().last_at) return refused::clock;
    if (!request.effective_at) return {};
    if (!is_import(request, roles)) return refused::backdate;
    if (*request.effective_at > at) return refused::future;
    return {};
}

std::optional<Rejection> Desk::refuse_version(const Request& request, const Draft& draft) const {
    if (!request.expected_version) return {};
    const StreamId id = asked_of(request.command);
    const LifePtr life = draft.life(id);
    const std::int64_t version = life ? life->version : 0;
    if (version == *request.expected_version) return {};
    Rejection why = refused::version.about({id});
    why.details.push_back({"version", std::to_string(version)});
    return why;
}

Outcome Desk::decide_new(const Request& request, const Bytes32& digest, Draft& draft) {
    if (draft.depth_of(request.cause) > depth_max) return refuse(refused::too_deep);
    if (auto why = refuse_version(request, draft)) return refuse(std::move(*why));
    const Roles roles = request.actor ? draft.roles(*request.actor) : Roles{Role::system};
    const Timestamp at = next_at(draft.tenant());
    if (auto why = refuse_time(request, roles, at, draft)) return refuse(std::move(*why));
    const Meta meta{.at = at,
                    .now = request.effective_at.value_or(at),
                    .actor = request.actor.value_or(UserId{}),
                    .roles = roles,
                    .command = request.command.id,
                    .stream = {},
                    .backdate = is_import(request, roles)};

    Accepted made;
    made.wants_open = request.dry_run;
    made.entry.tenant = request.tenant;
    made.entry.seq = draft.tenant().last_seq + 1;
    made.entry.at = at;
    if (request.effective_at && *request.effective_at != at)
        made.entry.effective_at = request.effective_at;
    if (auto why = ask(request, meta, draft, made)) return refuse(std::move(*why));
    if (request.dry_run) {
        Outcome tried;
        answer_with(tried.answer, request, made.entry);
        tried.answer.events = std::move(made.entry.events);
        for (std::size_t i = 0; i < made.open.size(); ++i)
            tried.answer.events[i].data.text = std::move(made.open[i]);
        return tried;
    }
    return accept(request, digest, draft, std::move(made));
}

// ---- The entry -------------------------------------------------------------------------------

Outcome Desk::accept(const Request& request, const Bytes32& digest, Draft& draft, Accepted&& made) {
    Entry& entry = made.entry;
    entry.actor = request.actor;
    if (!request.via.empty()) entry.via = request.via;
    if (request.address) {
        const std::string json = to_json(kind_of<std::string>(), &*request.address);
        entry.address.emplace(draft.seal(stream(entry.actor.value_or(UserId{})), json));
    }
    entry.command = {request.command.id, request.command.payload.type, to_hex(view(digest))};
    entry.reason = request.reason;
    entry.batch = request.batch;
    entry.correlation = request.correlation;
    entry.cause = request.cause;
    entry.keys = draft.keys();

    Outcome outcome{.kind = Outcome::Kind::accepted, .answer = {}, .entry = to_bytes(entry)};
    if (outcome.entry.size() > entry_bytes_max) return refuse(refused::entry_too_large);
    if (to_bytes(entry_from(outcome.entry)) != outcome.entry)
        throw std::runtime_error("the entry reads back as another");

    answer_with(outcome.answer, request, entry);
    if (entry.events.empty())
        if (const LifePtr life = draft.life(outcome.answer.stream))
            outcome.answer.version = life->version;
    outcome.tenant = request.tenant;
    outcome.answered_row = rows::answered(draft.tenant().number, request.command.id);
    outcome.answered = {entry.seq, 0, half(digest)};
    pending_[outcome.answered_row] = {known_.open_generation(), outcome.answered.digest};
    draft.record(entry);
    draft.accept();
    outcome.answer.events = std::move(entry.events);
    show(request, draft, outcome.answer);
    return outcome;
}

Outcome Desk::fire(const std::string& tenant, const DueTimer& timer) {
    Draft draft(known_, keys_, tenant);
    const LifePtr life = draft.life(timer.stream);
    const auto drop = [&](std::string_view parked_because) {
        draft.remove(rows::due(timer));
        if (!parked_because.empty())
            draft.put(rows::parked(timer),
                      rows::value(static_cast<std::uint64_t>(life ? life->version : 0))
                          .append(parked_because));
        draft.accept();
    };
    if (life && life->aggregate->timers)
        for (Timer& due : life->aggregate->timers(life->state.get(), draft)) {
            if (due.kind != timer.kind || due.due != timer.due) continue;
            Request request{.tenant = tenant,
                            .command = {command_of(timer), timer.stream, std::move(due.command)},
                            .actor = {}};
            request.effective_at = timer.due;
            Outcome outcome = decide(request);
            if (outcome.kind == Outcome::Kind::answered)
                drop(outcome.answer.why ? outcome.answer.why->rule : std::string_view{});
            return outcome;
        }
    drop({});  // the record says otherwise now
    return {};
}

void Desk::park(const Request& request, const std::string& what) {
    ++faults_;
    last_fault_ = request.command.payload.type + " " + request.command.id + ": " + what;
    Draft draft(known_, keys_, request.tenant);
    if (draft.tenant().last_seq == 0) return;
    draft.put(rows::faulted(draft.tenant().number, request.command.id),
              request.command.payload.type + '\0' + what);
    draft.accept();
}

void Desk::settle(Generation settled) {
    std::erase_if(pending_, [&](const auto& one) { return one.second.generation <= settled; });
}

}  // namespace dossier
