#pragma once
// Why the writer refuses before, or after, an aggregate was asked.
#include "domain/kernel/rejection.hpp"

namespace dossier::refused {

inline constexpr Rule bad_id{Refusal::validation, "writer.id", "A command's id is a UUID."};
inline constexpr Rule bad_tenant{Refusal::validation, "writer.tenant",
                                 "A tenant's name is 1 to 63 letters a-z, digits and hyphens."};
inline constexpr Rule too_large{Refusal::validation, "writer.too_large",
                                "A command has at most 256 KiB."};
inline constexpr Rule entry_too_large{Refusal::validation, "writer.entry_too_large",
                                      "This is more than one entry of the journal can hold."};
inline constexpr Rule version{Refusal::version, "writer.version",
                              "The record has changed since you read it."};
inline constexpr Rule backdate{Refusal::forbidden, "writer.backdate",
                               "Only an import may say when something took effect."};
inline constexpr Rule future{Refusal::validation, "writer.future",
                             "It cannot have taken effect already: that is in the future."};
inline constexpr Rule too_deep{Refusal::causation_depth, "writer.too_deep",
                               "Reactions to reactions have gone too far."};
inline constexpr Rule busy{Refusal::limit, "writer.busy",
                           "Too many commands are waiting: try again in a moment."};
inline constexpr Rule closing{Refusal::limit, "writer.closing",
                              "The server is going down: send it again when it is back."};
inline constexpr Rule unheard{Refusal::fault, "house.outcome_unknown",
                              "No answer in time: the outcome is unknown. Send it again under the "
                              "same id to learn it."};
inline constexpr Rule clock{Refusal::fault, "writer.clock",
                            "The clock is far behind the last entry: nothing can be recorded."};
inline constexpr Rule fault{Refusal::fault, "writer.fault",
                            "This is a fault of ours: the command was put aside and reported."};

}  // namespace dossier::refused
