#include "domain/reactions/open_provisioned_tenant.hpp"

#include "domain/transactions/open_tenant.hpp"

namespace dossier::reactions {

std::vector<Command> open_provisioned_tenant(const tenants::TenantProvisioned& event, const Meta&) {
    return {{.payload = payload(transactions::OpenTenant{event.asked}),
             .tenant = event.asked.charter.slug}};
}

}  // namespace dossier::reactions
