#pragma once
// How a user's life is decided, and what follows.
#include "domain/users/user.hpp"

namespace dossier::users {

inline constexpr Rule not_for_people{Refusal::validation, "user.not_for_people",
                                     "The role system is the house's own."};
inline constexpr Rule admins_only{Refusal::forbidden, "user.admins_only",
                                  "Only an administrator makes another."};
inline constexpr Rule no_role{Refusal::validation, "user.no_role", "A user has at least one role."};
inline constexpr Rule not_invited{Refusal::state, "user.not_invited",
                                  "The invitation was accepted, or taken back."};
inline constexpr Rule not_active{Refusal::state, "user.not_active", "The user is not active."};
inline constexpr Rule last_admin{Refusal::last_admin, "user.last_admin",
                                 "Nobody else could let others in: make another administrator."};

Decision decide(const User&, const InviteUser&, const Meta&, const World&);
Decision decide(const User&, const AcceptInvitation&, const Meta&, const World&);
Decision decide(const User&, const UpdateUserProfile&, const Meta&, const World&);
Decision decide(const User&, const AssignRoles&, const Meta&, const World&);
Decision decide(const User&, const SuspendUser&, const Meta&, const World&);
Decision decide(const User&, const ReinstateUser&, const Meta&, const World&);
Decision decide(const User&, const RetireUser&, const Meta&, const World&);
Decision decide(const User&, const ReactivateUser&, const Meta&, const World&);

void evolve(User&, const UserInvited&, const Meta&);
void evolve(User&, const UserActivated&, const Meta&);
void evolve(User&, const UserUpdated&, const Meta&);
void evolve(User&, const UserRolesChanged&, const Meta&);
void evolve(User&, const UserSuspended&, const Meta&);
void evolve(User&, const UserReinstated&, const Meta&);
void evolve(User&, const UserDeactivated&, const Meta&);
void evolve(User&, const UserReactivated&, const Meta&);

/// An invited user is live: their address is theirs, and a case may wait for them.
Standing standing(const User&);

/// None but while active; an invited one may accept, which asks no role.
Roles roles(const User&);
std::vector<UserId> owners(const User&);
std::vector<Lookup> lookups(const User&);

/// Whether nobody would be left to let others in, were this user not.
bool is_last_admin(const User&, const World&);

}  // namespace dossier::users
