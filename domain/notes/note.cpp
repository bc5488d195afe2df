#include "domain/notes/note.hpp"

#include "domain/kernel/define.hpp"

namespace dossier::notes {

Decision decide(const Note&, const AddNote& command, const Meta&, const World&) {
    return NoteAdded{command};
}

void evolve(Note& the, const NoteAdded& event, const Meta& meta) {
    the.about = event.asked.about;
    the.kind = event.asked.kind;
    the.body = event.asked.body;
    the.pinned = event.asked.pinned;
    if (!meta.actor.empty()) the.record.owner = meta.actor;
}

StreamId subject(const Note& the) { return person(the.about); }

const Aggregate& aggregate() {
    using enum Role;
    static const Aggregate it =
        Define<Note>("note", "notes", 1)
            .reads({.by = everyone | Roles{integration}, .masked = {auditor}})
            .begins<AddNote>({.by = everyone | Roles{integration}})
            .folds<NoteAdded>()
            .record({.by = {admin, manager}, .own = everyone});
    return it;
}

}  // namespace dossier::notes
