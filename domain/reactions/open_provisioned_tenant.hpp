#pragma once
// A tenant that was provisioned is opened, in its own journal.
#include "domain/kernel/reaction.hpp"
#include "domain/tenants/tenant.hpp"

namespace dossier::reactions {

std::vector<Command> open_provisioned_tenant(const tenants::TenantProvisioned&, const Meta&);

}  // namespace dossier::reactions
