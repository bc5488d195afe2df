#pragma once
// How a communication is written down and put right, and what follows.
#include "domain/communications/communication.hpp"

namespace dossier::communications {

inline constexpr Rule future{Refusal::validation, "communication.future",
                             "What has not happened yet cannot be logged."};
inline constexpr Rule ends_before{Refusal::validation, "communication.ends_before",
                                  "It ends before it begins."};

Decision decide(const Communication&, const LogCommunication&, const Meta&, const World&);
Decision decide(const Communication&, const LogInteraction&, const Meta&, const World&);
Decision decide(const Communication&, const CorrectCommunication&, const Meta&, const World&);

void evolve(Communication&, const CommunicationLogged&, const Meta&);
void evolve(Communication&, const CommunicationCorrected&, const Meta&);

/// The person it was with; with a company, the tenant's own key.
StreamId subject(const Communication&);
/// Who took part for us, and who looks after it.
std::vector<UserId> owners(const Communication&);
std::vector<Lookup> lookups(const Communication&);

}  // namespace dossier::communications
