#include "schema/binary.hpp"

#include "base/hash.hpp"
#include "schema/archive.hpp"
#include "schema/stored.hpp"

#include <algorithm>

namespace dossier {
namespace {

void write(const Kind& kind, const void* value, CompactOutput& out);

void write(const Type& type, const void* object, CompactOutput& out) {
    for (const Field& field : type.fields) write(*field.kind, field.of(object), out);
}

void write(const Kind& kind, const void* value, CompactOutput& out) {
    switch (kind.shape) {
        case Shape::boolean: out(as<bool>(value)); return;
        case Shape::integer: out(as<std::int64_t>(value)); return;
        case Shape::timestamp: out(as<Timestamp>(value).us); return;
        case Shape::date: out(as<Date>(value).days); return;
        case Shape::duration: out(as<Duration>(value).seconds); return;
        case Shape::decimal: out(as<std::int64_t>(value)); return;
        case Shape::money: out(as<Money>(value).minor, as<Money>(value).currency); return;
        case Shape::choice: out(as<std::uint8_t>(value)); return;
        case Shape::text:
        case Shape::json:
        case Shape::id: out(as<std::string>(value)); return;
        case Shape::optional: {
            const void* inner = kind.peek(value);
            out(inner != nullptr);
            if (inner) write(*kind.inner, inner, out);
            return;
        }
        case Shape::list: {
            out.varint(kind.size(value));
            for (std::size_t i = 0; i < kind.size(value); ++i)
                write(*kind.inner, kind.at(value, i), out);
            return;
        }
        case Shape::map: {
            out.varint(kind.size(value));
            for (std::size_t i = 0; i < kind.size(value); ++i) {
                out(kind.key(value, i));
                write(*kind.inner, kind.at(value, i), out);
            }
            return;
        }
        case Shape::personal: {
            const Box* box = kind.box(value);
            out(box != nullptr);
            if (box)
                out(box->key, box->text);
            else
                write(*kind.inner, kind.peek(value), out);
            return;
        }
        case Shape::patch: {
            out.varint(kind.touched(value));
            const Type& type = kind.type();
            for (std::size_t i = 0; i < type.fields.size(); ++i)
                if (kind.touched(value) >> i & 1)
                    write(*type.fields[i].kind, type.fields[i].of(kind.peek(value)), out);
            return;
        }
        case Shape::object: write(kind.type(), value, out); return;
    }
}

/// Reads one value as it was stored, into `to` when this build still has the field (`kind` and `to`
/// are null when not).
void read(const StoredKind& stored, const Kind* kind, void* to, CompactInput& in);

void read_fields(const StoredKind& stored, const Type* type, void* to, CompactInput& in) {
    for (const StoredField& field : stored.fields) {
        const Field* ours = type ? type->field(field.name) : nullptr;
        read(field.kind, ours ? ours->kind : nullptr, ours ? ours->of(to) : nullptr, in);
    }
}

void read_choice(const StoredKind& stored, const Kind* kind, void* to, CompactInput& in) {
    std::uint8_t index = 0;
    in(index);
    if (index >= stored.choices.size()) throw std::runtime_error("a choice beyond the last");
    const std::string& word = stored.choices[index];
    if (to == nullptr) return;
    const auto ours = std::find(kind->choices.begin(), kind->choices.end(), word);
    if (ours == kind->choices.end()) throw std::runtime_error("no such choice any more: " + word);
    as<std::uint8_t>(to) = static_cast<std::uint8_t>(ours - kind->choices.begin());
}

void read_patch(const StoredKind& stored, const Kind* kind, void* to, CompactInput& in) {
    const FieldSet theirs = in.varint();
    const Type* type = kind ? &kind->type() : nullptr;
    FieldSet touched = 0;
    if (to) kind->clear(to);
    for (std::size_t i = 0; i < stored.fields.size(); ++i) {
        if (!(theirs >> i & 1)) continue;
        const Field* ours = type ? type->field(stored.fields[i].name) : nullptr;
        if (ours) touched |= FieldSet{1} << (ours - type->fields.data());
        void* values = to ? kind->touch(to, touched) : nullptr;
        read(stored.fields[i].kind, ours ? ours->kind : nullptr, ours ? ours->of(values) : nullptr,
             in);
    }
}

template <class T>
void read_plain(void* to, CompactInput& in) {
    T skipped{};
    in(to ? as<T>(to) : skipped);
}

void read(const StoredKind& stored, const Kind* kind, void* to, CompactInput& in) {
    const Kind* inner = kind ? kind->inner : nullptr;
    switch (stored.shape) {
        case Shape::boolean: return read_plain<bool>(to, in);
        case Shape::integer:
        case Shape::timestamp:
        case Shape::date:
        case Shape::duration:
        case Shape::decimal: return read_plain<std::int64_t>(to, in);
        case Shape::money: {
            Money skipped, &money = to ? as<Money>(to) : skipped;
            in(money.minor, money.currency);
            return;
        }
        case Shape::text:
        case Shape::json:
        case Shape::id: return read_plain<std::string>(to, in);
        case Shape::choice: return read_choice(stored, kind, to, in);
        case Shape::optional: {
            bool present = false;
            in(present);
            if (to) kind->clear(to);
            if (present) read(stored.inner.front(), inner, to ? kind->grow(to) : nullptr, in);
            return;
        }
        case Shape::list: {
            if (to) kind->clear(to);
            for (std::uint64_t n = in.length(); n-- > 0;)
                read(stored.inner.front(), inner, to ? kind->grow(to) : nullptr, in);
            return;
        }
        case Shape::map: {
            if (to) kind->clear(to);
            std::string key;
            for (std::uint64_t n = in.length(); n-- > 0;) {
                in(key);
                read(stored.inner.front(), inner, to ? kind->grow_key(to, key) : nullptr, in);
            }
            return;
        }
        case Shape::personal: {
            bool sealed = false;
            in(sealed);
            if (!sealed)
                return read(stored.inner.front(), inner, to ? kind->grow(to) : nullptr, in);
            Box box;
            in(box.key, box.text);
            if (to) kind->close(to, std::move(box));
            return;
        }
        case Shape::patch: return read_patch(stored, kind, to, in);
        case Shape::object: return read_fields(stored, kind ? &kind->type() : nullptr, to, in);
    }
}

}  // namespace

std::string encode(const Type& type, const void* object) {
    std::string bytes;
    CompactOutput out(bytes);
    write(type, object, out);
    return bytes;
}

std::string stored_description(const Type& type) { return to_bytes(stored(type)); }

std::uint64_t fingerprint(const Type& type) { return hash(stored_description(type)); }

Decoder::Decoder(const Type& type, std::string_view description)
    : type_(type), stored_(std::make_unique<StoredKind>(stored_from(description))) {
    require_readable(*stored_, type);
}
Decoder::~Decoder() = default;

void Decoder::decode(void* object, std::string_view bytes) const {
    CompactInput in(bytes);
    read_fields(*stored_, &type_, object, in);
    if (!in.done()) throw std::runtime_error(type_.name + ": bytes left over");
}

}  // namespace dossier
