#pragma once
// The entry: what one accepted command added to a tenant's journal. The format that is for ever;
// docs/journal-format.md says it for those who write a reader of their own.
//
//     entry  := {"v":1,"tenant":slug,"seq":n,"at":instant,["effective_at":instant,]
//                ["actor":stream,]["via":text,]["address":box,]
//                "command":{"id":text,"type":name,"digest":hex},
//                ["reason":text,]["batch":text,]["approved_by":stream,]["correlation":text,]
//                ["cause":{"seq":n,"event":n},]["keys":{n:subject,…},]["events":[event,…]]}
//     event  := {"type":name,"schema":n,"stream":stream,"version":n,"data":{…}}
//     box    := {"sealed":n,"box":base64}
//     stream := word "/" uuid            slug := [a-z] [a-z0-9-]{0,62}
#include "domain/kernel/payload.hpp"

namespace dossier {

constexpr std::size_t entry_bytes_max = 1 << 20;

/// The event of an earlier entry because of which a command was sent.
struct Cause {
    std::int64_t seq = 0;
    std::int64_t event = 0;  // its place in the entry, from 0

    static void describe(auto& is) {
        is.named("Cause", "The event because of which this was asked.");
        is.field("seq", &Cause::seq);
        is.field("event", &Cause::event);
    }
};

/// What was asked, without what was said.
struct AskedCommand {
    std::string id;
    std::string type;
    std::string digest;  // keyed: the same id with another body is another command

    static void describe(auto& is) {
        is.named("AskedCommand", "The command that was accepted.");
        is.field("id", &AskedCommand::id);
        is.field("type", &AskedCommand::type);
        is.field("digest", &AskedCommand::digest);
    }
};

struct Entry {
    std::int64_t v = 1;
    std::string tenant;
    std::int64_t seq = 0;  // 1, 2, 3, … in the tenant
    Timestamp at;          // when it was recorded; strictly rising in the tenant
    std::optional<Timestamp> effective_at;
    std::optional<UserId> actor;  // nobody: the house itself
    std::optional<std::string> via;
    std::optional<Personal<std::string>> address;
    AskedCommand command;
    std::optional<std::string> reason;
    std::optional<std::string> batch;
    std::optional<UserId> approved_by;
    std::optional<std::string> correlation;
    std::optional<Cause> cause;
    Map<std::string> keys;  // key number → the subject it is from now on
    std::vector<Event> events;

    static void describe(auto& is) {
        is.named("Entry", "What one accepted command added to the journal.");
        is.field("v", &Entry::v);
        is.field("tenant", &Entry::tenant);
        is.field("seq", &Entry::seq);
        is.field("at", &Entry::at);
        is.field("effective_at", &Entry::effective_at);
        is.field("actor", &Entry::actor);
        is.field("via", &Entry::via);
        is.field("address", &Entry::address);
        is.field("command", &Entry::command);
        is.field("reason", &Entry::reason);
        is.field("batch", &Entry::batch);
        is.field("approved_by", &Entry::approved_by);
        is.field("correlation", &Entry::correlation);
        is.field("cause", &Entry::cause);
        is.field("keys", &Entry::keys);
        is.field("events", &Entry::events);
    }
};

/// What evolve is told of an event, live and on replay alike.
Meta meta_of(const Entry&, const Event&);

/// The one text of an entry. What is longer than entry_bytes_max is refused by the writer.
std::string to_bytes(const Entry&);

/// Throws StoreError saying what is wrong, and where, with bytes that are no entry of this format.
/// Fields this build does not know are skipped.
Entry entry_from(std::string_view bytes);

}  // namespace dossier
