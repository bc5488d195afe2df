#include "domain/notes/note.hpp"

#include "tests/support/john.hpp"
#include "tests/support/patch.hpp"
#include "tests/support/tenant.hpp"

using namespace dossier;
using namespace dossier::notes;
using namespace dossier::test;

TEST_CASE("a note is about a record that is there") {
    const AddNote add{.about = {"contact/" + uuid(9)}, .body = {"Prefers tea."}};
    given<Note>().when(add).then(NoteAdded{add});
    Tenant tenant;
    given(tenant).when(AddNote{nobody, {}, {"?"}}).refused(house::dangling).at({"/about"});
}

TEST_CASE("a note is its author's to change") {
    const NoteAdded added{{.about = {"contact/" + uuid(9)}, .body = {"Prefers tea."}}};
    const Update<Note> pin{patch_of<Note>(R"({"pinned": true})")};
    auto mine = given<Note>(added);
    mine.as({Role::sales}).when(pin).then(Updated<Note>{pin.patch});
    mine.by(lee).when(pin).refused(house::forbidden);
}

TEST_CASE("what is noted about a person is sealed for them") {
    Tenant tenant;
    const StreamId john = tenant.ask(register_john).stream();
    const StreamId id = tenant.ask(AddNote{.about = john, .body = {"Prefers tea."}}).stream();
    tenant.sealer().forget(john);
    CHECK_FALSE(tenant.sealer().open(*tenant.get<Note>(id).body.box()));
}
