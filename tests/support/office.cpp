#include "tests/support/office.hpp"

#include "domain/users/user.hpp"

namespace dossier::test {

std::string founding_entry(const std::string& tenant, Timestamp at) {
    Entry entry;
    entry.tenant = tenant;
    entry.seq = 1;
    entry.at = at;
    entry.command = {uuid(0), "OpenTenant", std::string(64, '0')};
    for (const auto& [user, role] : {std::pair{kim, "admin"}, std::pair{lee, "support"}}) {
        entry.events.push_back({"UserInvited",
                                1,
                                stream(user),
                                1,
                                {R"({"name":"A User","email":")" + user.text.substr(5) +
                                 R"(@example.com","roles":[")" + role + R"("]})"}});
        entry.events.push_back({"UserActivated", 1, stream(user), 2, {"{}"}});
    }
    return to_bytes(entry);
}

}  // namespace dossier::test
