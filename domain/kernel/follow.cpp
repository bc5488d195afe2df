#include "domain/kernel/follow.hpp"

#include <algorithm>

namespace dossier {
namespace {

bool same(const LinkTo& one, const LinkTo& other) {
    return one.to == other.to && one.kind == other.kind;
}

}  // namespace

bool follows(const Record& the, const UserId& user) {
    return std::find(the.followers.begin(), the.followers.end(), user) != the.followers.end();
}

bool links(const Record& the, const LinkTo& link) {
    return std::any_of(the.links.begin(), the.links.end(),
                       [&](const LinkTo& one) { return same(one, link); });
}

void unfollow(Record& the, const UserId& user) { std::erase(the.followers, user); }

void unlink(Record& the, const LinkTo& link) {
    std::erase_if(the.links, [&](const LinkTo& one) { return same(one, link); });
}

void file(const Record& the, std::vector<Lookup>& lookups) {
    if (the.owner) lookups.push_back({"record.by_owner", the.owner->text});
    for (std::size_t i = 0; i < the.links.size(); ++i) {
        const bool seen = std::any_of(the.links.begin(), the.links.begin() + std::ptrdiff_t(i),
                                      [&](const LinkTo& one) { return one.to == the.links[i].to; });
        if (!seen) lookups.push_back({"record.linked_to", the.links[i].to.text});
    }
}

}  // namespace dossier
