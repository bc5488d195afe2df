#include "domain/transactions/open_tenant.hpp"

#include "domain/users/user.hpp"

namespace dossier::transactions {

Plan plan(const OpenTenant& command, const Meta& meta, const World&) {
    const StreamId tenant{"tenant/" + derived_id(meta, "tenant")};
    const UserId admin{"user/" + derived_id(meta, "admin")};
    Plan plan;
    plan.ask(tenant, tenants::FoundTenant{command.asked.charter});
    plan.ask(admin, users::InviteUser{.profile = {.name = command.asked.admin_name,
                                                  .email = command.asked.admin_email},
                                      .roles = {Role::admin}});
    return plan;
}

}  // namespace dossier::transactions
