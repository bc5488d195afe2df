#pragma once
// Making room for an organisation, as the operator of the machine.
#include "consumers/house.hpp"

namespace dossier {

struct NewTenant {
    std::string slug;  // its id for ever: 3 to 40 of a-z, 0-9 and -
    std::string name;
    std::string base_currency = "USD";
    std::string admin_name, admin_email;
};

struct Provisioned {
    std::optional<Rejection> why;  // what is wrong with it
    UserId admin;                  // active, and alone
};

/// Provisions the tenant, opens it and lets its first administrator in. Asked
/// again, with the same words, it answers the same. Throws StoreError when no
/// answer comes.
Provisioned provision(House&, const NewTenant&);

}  // namespace dossier
