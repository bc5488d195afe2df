#pragma once
// Described values on their way: what was asked, and what happened.
#include "domain/kernel/meta.hpp"
#include "schema/formats.hpp"
#include "schema/object.hpp"
#include "schema/seal.hpp"

#include <string>
#include <vector>

namespace dossier {

/// A described value by name: what a timer, a plan or a reaction wants sent.
struct Payload {
    std::string type;  // "CloseCase"
    std::string data;  // JSON
};

template <Described T>
Payload payload(const T& value) {
    return {type_of<T>().name, to_json(type_of<T>(), &value)};
}

/// A wish. A command that begins a record may leave the stream empty: its id is then the command's.
struct Command {
    std::string id;  // idempotency key: the caller's is a UUID, the house's timer/… or reaction/…
    StreamId stream;
    Payload payload;

    /// Another one, for a reaction that reaches out; else the asker's own. Boxes in the data are
    /// then of the tenant it comes from: whoever carries it across opens them (unsealed()).
    std::string tenant = {};
};

/// The same with every box opened, or empty where the person is forgotten: what a step of a plan is
/// asked with, and what crosses from one tenant to another.
Payload unsealed(const Type& command, const Payload&, const Sealer&);

/// A fact, as the journal keeps it.
struct Event {
    std::string type;  // "CaseOpened"
    std::int64_t schema = 1;
    StreamId stream;
    std::int64_t version = 0;  // 1, 2, 3, … in its stream
    Json data;

    static void describe(auto& is) {
        is.named("Event", "A fact, as the journal keeps it.");
        is.field("type", &Event::type);
        is.field("schema", &Event::schema);
        is.field("stream", &Event::stream);
        is.field("version", &Event::version);
        is.field("data", &Event::data);
    }
};

}  // namespace dossier
