#pragma once
// What leads from one record to others, for every aggregate X that says `.record(…)`: who follows
// it, and which records it is linked to. The other end of a link is found by the look-up
// record.linked_to.
#include "domain/kernel/record.hpp"

namespace dossier {

// ---- What may be asked ---------------------------------------------------------------------

template <class X>
struct Follow {
    static void describe(auto& is) {
        is.named("Follow" + type_of<X>().name, "Be told of what happens to the record.");
    }
};

template <class X>
struct Unfollow {
    static void describe(auto& is) {
        is.named("Unfollow" + type_of<X>().name, "Be told of it no more.");
    }
};

template <class X>
struct Link {
    LinkTo link;
    static void describe(auto& is) {
        is.named("Link" + type_of<X>().name, "Say how the record stands to another.");
        is.all_of(&Link::link);
    }
};

template <class X>
struct Unlink {
    LinkTo link;
    static void describe(auto& is) {
        is.named("Unlink" + type_of<X>().name, "Take a link away.");
        is.all_of(&Unlink::link);
    }
};

// ---- What may have happened ----------------------------------------------------------------

template <class X>
struct Followed {
    UserId user;
    static void describe(auto& is) {
        is.named(type_of<X>().name + "Followed", "A user is told of what happens to the record.");
        is.field("user", &Followed::user);
    }
};

template <class X>
struct Unfollowed {
    UserId user;
    static void describe(auto& is) {
        is.named(type_of<X>().name + "Unfollowed", "A user is told of it no more.");
        is.field("user", &Unfollowed::user);
    }
};

template <class X>
struct Linked {
    LinkTo link;
    static void describe(auto& is) {
        is.named(type_of<X>().name + "Linked", "The record stands so to another.");
        is.all_of(&Linked::link);
    }
};

template <class X>
struct Unlinked {
    LinkTo link;
    static void describe(auto& is) {
        is.named(type_of<X>().name + "Unlinked", "A link was taken away.");
        is.all_of(&Unlinked::link);
    }
};

// ---- How they are decided: once, without types ----------------------------------------------

bool follows(const Record&, const UserId&);
bool links(const Record&, const LinkTo&);
void unfollow(Record&, const UserId&);
void unlink(Record&, const LinkTo&);

/// Files the record under its owner and under what it is linked to.
void file(const Record&, std::vector<Lookup>&);

template <class X>
Decision decide(const X& the, const Follow<X>&, const Meta& meta, const World&) {
    if (follows(the.record, meta.actor)) return {};
    if (the.record.followers.size() >= followers_max) return house::too_many_followers;
    return Followed<X>{meta.actor};
}
template <class X>
Decision decide(const X& the, const Unfollow<X>&, const Meta& meta, const World&) {
    if (!follows(the.record, meta.actor)) return {};
    return Unfollowed<X>{meta.actor};
}
template <class X>
Decision decide(const X& the, const Link<X>& command, const Meta& meta, const World&) {
    if (command.link.to == meta.stream) return house::itself.at("/to");
    if (links(the.record, command.link)) return {};
    if (the.record.links.size() >= links_max) return house::too_many_links;
    return Linked<X>{command.link};
}
template <class X>
Decision decide(const X& the, const Unlink<X>& command, const Meta&, const World&) {
    if (!links(the.record, command.link)) return {};
    return Unlinked<X>{command.link};
}

template <class X>
void evolve(X& the, const Followed<X>& event, const Meta&) {
    the.record.followers.push_back(event.user);
}
template <class X>
void evolve(X& the, const Unfollowed<X>& event, const Meta&) {
    unfollow(the.record, event.user);
}
template <class X>
void evolve(X& the, const Linked<X>& event, const Meta&) {
    the.record.links.push_back(event.link);
}
template <class X>
void evolve(X& the, const Unlinked<X>& event, const Meta&) {
    unlink(the.record, event.link);
}

}  // namespace dossier
