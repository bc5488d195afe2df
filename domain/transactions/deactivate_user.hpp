#pragma once
// A user who leaves hands over what is open, in the same entry.
#include "domain/kernel/plan.hpp"
#include "domain/users/decide.hpp"

namespace dossier::transactions {

constexpr std::size_t handover_max = 500;

struct DeactivateUser {
    std::optional<UserId> reassign_to;

    static void describe(auto& is) {
        is.named("DeactivateUser", "Let the user in no more; their open work becomes another's.");
        is.field("reassign_to", &DeactivateUser::reassign_to, "Needed when there is open work.")
            .refers("user");
    }
};

inline constexpr Rule open_work{Refusal::state, "user.open_work",
                                "The user has open work: say who takes it over."};
inline constexpr Rule too_much_work{Refusal::limit, "user.too_much_work",
                                    "More than 500 open items: reassign some of them first."};
inline constexpr Rule to_themselves{Refusal::cycle, "user.to_themselves",
                                    "Open work goes to somebody else."};

/// Asked of the user's own stream.
Plan plan(const DeactivateUser&, const Meta&, const World&);

}  // namespace dossier::transactions
