#pragma once
// A view: a read model, and how the journal's facts become its rows. Nothing else may enter them:
// no clock, no chance, no other view, so that folding again gives the same bytes.
#include "domain/kernel/aggregate.hpp"
#include "eventstore/entry.hpp"
#include "eventstore/journal.hpp"
#include "projections/view_writer.hpp"

#include <memory>

namespace dossier {

/// One event of an entry, decoded once for all views.
struct Fact {
    const Entry& entry;
    const Event& event;
    std::size_t index;  // of the event in its entry, from 0
    const Aggregate& aggregate;
    const Object& data;

    Meta meta() const { return meta_of(entry, event); }
};

/// One thread. May keep what it has decoded from one entry to the next.
class View {
public:
    virtual ~View() = default;

    virtual std::string name() const = 0;  // stored: never changed

    /// Says how rows are made; rows made in another way are built anew beside the old ones.
    virtual std::string version() const = 0;

    /// Whether it would fold this event's stream at all.
    virtual bool follows(const Aggregate&) const = 0;

    /// May throw: then the event's stream is parked, and the entry folded again without it.
    virtual void fold(const Fact&, ViewWriter&) = 0;

    /// After the last event of the entry; `at` is where the entry lies.
    virtual void end_entry(const Entry&, Position at, ViewWriter&) = 0;

    /// What was folded of this entry was given up: what was decoded on the way is wrong.
    virtual void drop_entry() = 0;

    /// Another of the same, which has seen nothing yet.
    virtual std::unique_ptr<View> another() const = 0;
};

}  // namespace dossier
