#pragma once
// What the house knows about a type's shape, as plain data. Bytes, JSON, JSON Schema, validation,
// sealing and audit are each one ordinary .cpp that walks these tables.
#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/names.hpp"
#include "base/time.hpp"
#include "schema/map.hpp"
#include "schema/patch.hpp"
#include "schema/personal.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

struct Type;

/// The whole vocabulary of field types. A new format handles these, and is done.
enum class Shape : std::uint8_t {
    boolean,
    integer,
    text,
    json,
    id,
    timestamp,
    date,
    duration,
    decimal,
    money,
    choice,
    optional,
    list,
    map,
    personal,
    patch,
    object
};

/// JSON that is kept as it came: an event's data, an integration's settings.
struct Json {
    std::string text = "null";
};

/// How to reach a value of one C++ type without knowing the type.
struct Kind {
    Shape shape;
    void (*assign)(void* to, const void* from);
    void (*clear)(void*);  // back to a default value

    // choice: the names, by value
    std::span<const std::string_view> choices = {};

    int scale = 0;  // decimal: how many digits stand after the point

    // optional, list, map, personal: what is inside; grow makes a fresh inner value
    const Kind* inner = nullptr;
    void* (*grow)(void*) = nullptr;

    // optional, personal, patch: the inside, or null when there is none or it is sealed
    const void* (*peek)(const void*) = nullptr;

    // list, map
    std::size_t (*size)(const void*) = nullptr;
    const void* (*at)(const void*, std::size_t) = nullptr;

    // map: in order of key; grow_key gives the value under the key, fresh when it is new
    const std::string& (*key)(const void*, std::size_t) = nullptr;
    void* (*grow_key)(void*, std::string_view) = nullptr;

    // personal: the box, or null while open; close puts the value away for a box
    const Box* (*box)(const void*) = nullptr;
    void (*close)(void*, Box) = nullptr;

    // object, patch: the description; touch says what a patch touches and gives its values
    const Type& (*type)() = nullptr;
    FieldSet (*touched)(const void*) = nullptr;
    void* (*touch)(void*, FieldSet) = nullptr;
};

enum class Form : std::uint8_t { any, email, phone, url };

/// Needs of the whole house, written on the field they are about.
struct Flags {
    bool required = false;    // comes with the command, and is not empty
    bool indexed = false;     // lists filter and sort by it
    bool searchable = false;  // full text
    bool editable = false;    // Update<X> may change it
    bool multiline = false;   // newlines and tabs are welcome
    bool secret = false;      // a password: stays in the call, is in no JSON, event or state
    Form form = Form::any;
    std::size_t limit = 200;  // text: Unicode scalars; list, map: elements
    std::size_t bytes = 0;    // text, json: of UTF-8; then the limit does not count
    std::optional<std::int64_t> min,
        max;  // integer; duration: seconds; decimal: units; money: minor
    std::vector<std::string_view> refers;  // the aggregates it may lead to; "*": any
    std::string_view unique;               // the claim its value holds: "contact.email"
    std::string_view findable;             // exact look-up by a keyed hash: "client.email"
    std::string_view personal;  // the sibling that says whose it is; else the aggregate does
};

struct Field {
    std::string_view name;  // never changed, never reused; the journal is read by it
    std::string_view doc;
    std::size_t offset;
    const Kind* kind;
    Flags flags = {};

    Field& required() { return flags.required = true, *this; }
    Field& indexed() { return flags.indexed = true, *this; }
    Field& searchable() { return flags.searchable = true, *this; }
    Field& editable() { return flags.editable = true, *this; }
    Field& multiline() { return flags.multiline = true, *this; }
    Field& email() { return flags.form = Form::email, *this; }
    Field& phone() { return flags.form = Form::phone, *this; }
    Field& url() { return flags.form = Form::url, *this; }
    Field& secret() { return flags.secret = true, *this; }
    Field& limit(std::size_t n) { return flags.limit = n, *this; }
    Field& bytes(std::size_t n) { return flags.bytes = n, *this; }
    Field& min(std::int64_t n) { return flags.min = n, *this; }
    Field& max(std::int64_t n) { return flags.max = n, *this; }
    Field& refers(std::convertible_to<std::string_view> auto... to) {
        return flags.refers = {std::string_view(to)...}, *this;
    }
    Field& unique(std::string_view claim) { return flags.unique = claim, *this; }
    Field& findable(std::string_view as) { return flags.findable = as, *this; }
    Field& personal(std::string_view sibling) { return flags.personal = sibling, *this; }

    const void* of(const void* object) const {
        return static_cast<const std::byte*>(object) + offset;
    }
    void* of(void* object) const { return static_cast<std::byte*>(object) + offset; }
};

struct Type {
    std::string name, doc;
    int schema = 1;  // of an event: which edition of its fields this is
    std::vector<Field> fields;
    void* (*make)() = nullptr;
    void* (*copy)(const void*) = nullptr;
    void (*destroy)(void*) = nullptr;

    Names names = {};  // where each field is in `fields`

    const Field* field(std::string_view name) const;
    FieldSet bit(const Field& field) const { return FieldSet{1} << (&field - fields.data()); }
};

/// Reads the storage a Kind is about. A choice is its byte, an id and a Json are their text; a
/// timestamp, a date, a duration and a decimal are their number.
template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}
template <class T>
T& as(void* value) {
    return *static_cast<T*>(value);
}

}  // namespace dossier
