#pragma once
// How a case's life is decided, and what follows.
#include "domain/cases/case.hpp"

namespace dossier::cases {

// ---- Why it may say no ---------------------------------------------------------------------

inline constexpr Rule future{Refusal::validation, "case.future",
                             "What has not happened yet cannot be written down."};
inline constexpr Rule deadline_past{Refusal::validation, "case.deadline_past",
                                    "The deadline is over already."};
inline constexpr Rule hold_past{Refusal::validation, "case.hold_past",
                                "The case would go on at once: name an instant to come."};
inline constexpr Rule closed{Refusal::state, "case.closed", "The last word was said."};
inline constexpr Rule wrong_status{Refusal::state, "case.wrong_status",
                                   "The case cannot go there from where it is."};
inline constexpr Rule not_held{Refusal::state, "case.not_held", "The case is not waiting."};
inline constexpr Rule unresolved{Refusal::state, "case.unresolved",
                                 "Resolve the case, or say why it is closed unresolved."};
inline constexpr Rule not_done{Refusal::state, "case.not_done",
                               "The case was neither resolved nor closed."};
inline constexpr Rule reopen_late{Refusal::state, "case.reopen_late",
                                  "The case has been closed for too long: open a new one."};
inline constexpr Rule no_update{Refusal::not_found, "case.no_update",
                                "There is no such update, or it is too old to be edited."};
inline constexpr Rule not_author{Refusal::forbidden, "case.not_author",
                                 "An update is edited by who wrote it, or by an administrator."};

// ---- How it decides, and what follows ------------------------------------------------------

Decision decide(const Case&, const OpenCase&, const Meta&, const World&);
Decision decide(const Case&, const Update<Case>&, const Meta&, const World&);
Decision decide(const Case&, const AssignCase&, const Meta&, const World&);
Decision decide(const Case&, const UnassignCase&, const Meta&, const World&);
Decision decide(const Case&, const RecordCaseUpdate&, const Meta&, const World&);
Decision decide(const Case&, const EditCaseUpdate&, const Meta&, const World&);
Decision decide(const Case&, const HoldCase&, const Meta&, const World&);
Decision decide(const Case&, const ResumeCase&, const Meta&, const World&);
Decision decide(const Case&, const ResolveCase&, const Meta&, const World&);
Decision decide(const Case&, const CloseCase&, const Meta&, const World&);
Decision decide(const Case&, const RejectCase&, const Meta&, const World&);
Decision decide(const Case&, const ChangeCasePriority&, const Meta&, const World&);
Decision decide(const Case&, const SetCaseDeadline&, const Meta&, const World&);
Decision decide(const Case&, const ClearCaseDeadline&, const Meta&, const World&);
Decision decide(const Case&, const PassCaseDeadline&, const Meta&, const World&);
Decision decide(const Case&, const ReopenCase&, const Meta&, const World&);
Decision decide(const Case&, const NoteReply&, const Meta&, const World&);

void evolve(Case&, const CaseOpened&, const Meta&);
void evolve(Case&, const CaseAssigned&, const Meta&);
void evolve(Case&, const CaseUnassigned&, const Meta&);
void evolve(Case&, const CaseUpdateRecorded&, const Meta&);
void evolve(Case&, const CaseUpdateEdited&, const Meta&);
void evolve(Case&, const CaseStatusChanged&, const Meta&);
void evolve(Case&, const CaseHeld&, const Meta&);
void evolve(Case&, const CaseResumed&, const Meta&);
void evolve(Case&, const CaseResolved&, const Meta&);
void evolve(Case&, const CaseClosed&, const Meta&);
void evolve(Case&, const CaseRejected&, const Meta&);
void evolve(Case&, const CasePriorityChanged&, const Meta&);
void evolve(Case&, const CaseDeadlineSet&, const Meta&);
void evolve(Case&, const CaseDeadlineCleared&, const Meta&);
void evolve(Case&, const CaseDeadlinePassed&, const Meta&);
void evolve(Case&, const CaseReopened&, const Meta&);

std::vector<UserId> owners(const Case&);
StreamId subject(const Case&);
std::vector<Lookup> lookups(const Case&);
std::vector<Counter> counters(const Case&);
std::vector<Timer> timers(const Case&, const Settings&);

}  // namespace dossier::cases
