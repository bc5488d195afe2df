#include "tests/support/office.hpp"

#include "domain/users/user.hpp"

namespace dossier::test {

void Office::found(const std::string& tenant) {
    Entry entry;
    entry.tenant = tenant;
    entry.seq = 1;
    entry.at = clock.now();
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
    const std::string bytes = to_bytes(entry);
    journal_->append(0, std::span(&bytes, 1));
}

}  // namespace dossier::test
