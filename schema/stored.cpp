#include "schema/stored.hpp"

#include "schema/archive.hpp"

namespace dossier {
namespace {

StoredKind stored(const Kind& kind) {
    StoredKind made;
    if (kind.type != nullptr) made = dossier::stored(kind.type());
    made.shape = kind.shape;
    made.scale = kind.scale;
    if (kind.inner != nullptr) made.inner.push_back(stored(*kind.inner));
    for (const std::string_view choice : kind.choices) made.choices.emplace_back(choice);
    return made;
}

/// What the rest of the house relies on when it reads by a description.
void require_sound(const StoredKind& kind) {
    const bool one_inside = kind.shape == Shape::optional || kind.shape == Shape::list ||
                            kind.shape == Shape::map || kind.shape == Shape::personal;
    if (kind.shape > Shape::object || kind.inner.size() != (one_inside ? 1 : 0) ||
        kind.fields.size() > patch_fields_max)
        throw std::runtime_error("this is no description of a type");
    for (const StoredKind& inner : kind.inner) require_sound(inner);
    for (const StoredField& field : kind.fields) require_sound(field.kind);
}

}  // namespace

template <class Archive>
void serialize(Archive& archive, StoredField& field) {
    archive(field.name, field.kind);
}
template <class Archive>
void serialize(Archive& archive, StoredKind& kind) {
    archive(kind.shape, kind.scale, kind.inner, kind.choices, kind.fields);
}

StoredKind stored(const Type& type) {
    StoredKind made{.shape = Shape::object};
    for (const Field& field : type.fields)
        made.fields.push_back({std::string(field.name), stored(*field.kind)});
    return made;
}

std::string to_bytes(const StoredKind& kind) {
    std::string bytes;
    CompactOutput out(bytes);
    out(kind);
    return bytes;
}

StoredKind stored_from(std::string_view bytes) {
    StoredKind kind;
    CompactInput in(bytes);
    in(kind);
    require_sound(kind);
    return kind;
}

void require_readable(const StoredKind& writer, const Type& reader) {
    for (const StoredField& field : writer.fields)
        if (const Field* ours = reader.field(field.name))
            require_readable(field.kind, *ours->kind, reader.name + "." + field.name);
}

void require_readable(const StoredKind& writer, const Kind& reader, const std::string& where) {
    if (writer.shape != reader.shape || writer.scale != reader.scale)
        throw std::runtime_error(where + " was stored as another shape: rebuild it");
    if (reader.inner != nullptr) require_readable(writer.inner.front(), *reader.inner, where);
    if (reader.type != nullptr) require_readable(writer, reader.type());
}

}  // namespace dossier
