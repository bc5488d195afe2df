#pragma once
// The first entry of a tenant's journal: the organisation, and somebody who may let others in.
#include "domain/kernel/plan.hpp"
#include "domain/tenants/tenant.hpp"

namespace dossier::transactions {

struct OpenTenant {
    tenants::ProvisionTenant asked;

    static void describe(auto& is) {
        is.named("OpenTenant", "Begin a tenant and invite its first administrator.");
        is.all_of(&OpenTenant::asked);
    }
};

Plan plan(const OpenTenant&, const Meta&, const World&);

}  // namespace dossier::transactions
