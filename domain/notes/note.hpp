#pragma once
// A note: what somebody here wrote down about a record.
#include "domain/kernel/record.hpp"

namespace dossier::notes {

enum class Kind : std::uint8_t { general, meeting_record, call_summary, handover };
constexpr std::array<std::string_view, 4> names(Kind) {
    return {"general", "meeting_record", "call_summary", "handover"};
}

// ---- What may be asked ---------------------------------------------------------------------

struct AddNote {
    StreamId about;
    Kind kind = Kind::general;
    Personal<std::string> body;
    bool pinned = false;

    static void describe(auto& is) {
        is.named("AddNote", "Write something down about a record.");
        is.field("about", &AddNote::about, "The record it is about.").required().refers("*");
        is.field("kind", &AddNote::kind);
        is.field("body", &AddNote::body).required().bytes(65'536).multiline();
        is.field("pinned", &AddNote::pinned, "Kept on top.");
    }
};

// ---- What may have happened ----------------------------------------------------------------

struct NoteAdded {
    AddNote asked;

    static void describe(auto& is) {
        is.named("NoteAdded", "Something was written down about a record.");
        is.all_of(&NoteAdded::asked);
    }
};

// ---- What is known -------------------------------------------------------------------------

struct Note {
    StreamId about;
    Kind kind = Kind::general;
    Personal<std::string> body;
    bool pinned = false;
    Record record;

    static void describe(auto& is) {
        is.named("Note", "What somebody here wrote down about a record.");
        is.field("about", &Note::about).indexed();
        is.field("kind", &Note::kind).indexed().editable();
        is.field("body", &Note::body).required().bytes(65'536).multiline().searchable().editable();
        is.field("pinned", &Note::pinned).indexed().editable();
        is.all_of(&Note::record);
    }
};

// ---- How it decides, and what follows ------------------------------------------------------

Decision decide(const Note&, const AddNote&, const Meta&, const World&);
void evolve(Note&, const NoteAdded&, const Meta&);

/// Whom it is about, when that is a person; else nobody, which is the tenant.
StreamId subject(const Note&);

}  // namespace dossier::notes
