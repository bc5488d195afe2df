#include "domain/cases/decide.hpp"

#include <algorithm>

namespace dossier::cases {
namespace {

constexpr std::chrono::minutes clock_skew_max{5};

Status status_of(Waiting waiting) {
    return waiting == Waiting::customer ? Status::pending_customer : Status::pending_internal;
}

/// Whether a closed case has been closed for longer than the tenant lets it come back.
bool too_late(const Case& the, const Meta& meta, const Settings& tenant) {
    const std::chrono::days limit{tenant.setting("case_reopen_days")};
    return the.status == Status::closed &&
           (limit.count() == 0 || the.status_since + limit < meta.now);
}

bool may_come_back(Status status) { return status == Status::resolved || status == Status::closed; }

/// What an update that leaves the case elsewhere does besides, by the rules of whoever does just
/// that.
Decision leave(const Case& the, Status to, const Meta& meta, const World& world) {
    if (to == the.status) return {};
    if (to == Status::resolved) return decide(the, ResolveCase{.code = "update"}, meta, world);
    if (to == Status::closed) return decide(the, CloseCase{"By an update."}, meta, world);
    if (to == Status::rejected) return decide(the, RejectCase{}, meta, world);
    if (!may(moves, the.status, to)) return wrong_status;
    return CaseStatusChanged{to};
}

}  // namespace

Decision decide(const Case&, const OpenCase& command, const Meta& meta, const World& world) {
    const bool late = command.deadline && *command.deadline < meta.now;
    if (late && !meta.backdate) return deadline_past.at("/deadline");
    if (command.occurred_at && *command.occurred_at > meta.now + clock_skew_max)
        return future.at("/occurred_at");
    Decision opened = CaseOpened{command, world.next("case")};
    if (command.assignee) opened.add(CaseAssigned{{*command.assignee}});
    return opened;
}

Decision decide(const Case& the, const Update<Case>& command, const Meta&, const World& world) {
    if (is_over(the.status)) return closed;
    Updated<Case> event{changed(the, command, world)};
    if (event.changed.touched == 0) return {};
    Case after = the;
    evolve(after, event, {});
    // Another person's now: what stands there is sealed anew, under their key.
    if (subject(after) != subject(the)) {
        const Type& type = type_of<Case>();
        FieldSet stands = type.bit(*type.field("title"));
        if (the.description) stands |= type.bit(*type.field("description"));
        stands &= ~event.changed.touched;
        copy_fields(type, &event.changed.values, &the, stands);
        event.changed.touched |= stands;
    }
    return event;
}

Decision decide(const Case& the, const AssignCase& command, const Meta&, const World&) {
    if (is_over(the.status)) return closed;
    if (the.assignee == command.assignee) return {};
    return CaseAssigned{command};
}

Decision decide(const Case& the, const UnassignCase&, const Meta&, const World&) {
    if (is_over(the.status)) return closed;
    if (!the.assignee) return {};
    return CaseUnassigned{};
}

Decision decide(const Case& the, const RecordCaseUpdate& command, const Meta& meta,
                const World& world) {
    if (command.occurred_at > meta.now + clock_skew_max) return future.at("/occurred_at");
    Decision after = leave(the, command.status_after.value_or(the.status), meta, world);
    if (after.refused()) return after;
    Decision recorded = CaseUpdateRecorded{command, the.updates + 1};
    recorded.add(std::move(after));
    return recorded;
}

Decision decide(const Case& the, const EditCaseUpdate& command, const Meta& meta, const World&) {
    const auto mark = std::find_if(the.latest_updates.begin(), the.latest_updates.end(),
                                   [&](const auto& one) { return one.update == command.update; });
    if (mark == the.latest_updates.end()) return no_update.at("/update");
    if (mark->author != meta.actor && !meta.is(Role::admin)) return not_author;
    return CaseUpdateEdited{command};
}

Decision decide(const Case& the, const HoldCase& command, const Meta& meta, const World&) {
    if (command.until && *command.until <= meta.now) return hold_past.at("/until");
    const Status to = status_of(command.waiting_for);
    if (the.status == to && the.held_until == command.until) return {};
    if (the.status != to && !may(moves, the.status, to)) return wrong_status;
    return CaseHeld{command};
}

Decision decide(const Case& the, const ResumeCase&, const Meta&, const World&) {
    if (the.status == Status::open) return {};
    if (!is_held(the.status)) return not_held;
    return CaseResumed{};
}

Decision decide(const Case& the, const ResolveCase& command, const Meta&, const World&) {
    if (the.status == Status::resolved) return {};
    if (!may(moves, the.status, Status::resolved)) return wrong_status;
    return CaseResolved{command};
}

Decision decide(const Case& the, const CloseCase& command, const Meta&, const World&) {
    if (the.status == Status::closed) return {};
    if (the.status == Status::rejected) return closed;
    if (the.status != Status::resolved && !command.reason) return unresolved;
    return CaseClosed{command};
}

Decision decide(const Case& the, const RejectCase& command, const Meta&, const World&) {
    if (the.status == Status::rejected) return {};
    if (!may(moves, the.status, Status::rejected)) return wrong_status;
    return CaseRejected{command};
}

Decision decide(const Case& the, const ChangeCasePriority& command, const Meta&, const World&) {
    if (is_over(the.status)) return closed;
    if (the.priority == command.priority) return {};
    return CasePriorityChanged{command};
}

Decision decide(const Case& the, const SetCaseDeadline& command, const Meta& meta, const World&) {
    if (is_over(the.status)) return closed;
    if (the.deadline == command.deadline) return {};
    if (command.deadline < meta.now && !meta.backdate) return deadline_past.at("/deadline");
    return CaseDeadlineSet{command};
}

Decision decide(const Case& the, const ClearCaseDeadline&, const Meta&, const World&) {
    if (is_over(the.status)) return closed;
    if (!the.deadline) return {};
    return CaseDeadlineCleared{};
}

Decision decide(const Case& the, const PassCaseDeadline&, const Meta&, const World&) {
    if (!the.deadline || the.deadline_passed || is_done(the.status)) return {};
    return CaseDeadlinePassed{*the.deadline};
}

Decision decide(const Case& the, const ReopenCase& command, const Meta& meta, const World& world) {
    if (!may_come_back(the.status)) return not_done;
    const bool may_be_late = meta.is(Role::admin) || meta.is(Role::manager);
    if (too_late(the, meta, world) && !may_be_late) return reopen_late;
    return CaseReopened{command, the.reopen_count + 1};
}

Decision decide(const Case& the, const NoteReply&, const Meta& meta, const World& world) {
    if (world.setting("reply_reopens") == 0) return {};
    if (is_held(the.status)) return CaseResumed{};
    if (may_come_back(the.status) && !too_late(the, meta, world))
        return CaseReopened{{"The client wrote again."}, the.reopen_count + 1};
    return {};
}

}  // namespace dossier::cases
