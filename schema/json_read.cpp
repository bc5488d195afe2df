// JSON in, read strictly (a command) or tolerantly (the journal). Reads on after the first mistake,
// so that the caller hears of all of them at once.
#include "schema/formats.hpp"

#include <boost/json.hpp>

namespace dossier {
namespace {

namespace json = boost::json;

/// The text without blanks at its ends. The product also brings it to NFC here, with utf8proc.
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

class Reader {
public:
    Errors errors;
    const bool strict;

    explicit Reader(bool strictly) : strict(strictly) {}

    void value(const Kind& kind, void* to, const json::value& from, const Path& at) {
        switch (kind.shape) {
            case Shape::boolean:
                if (from.is_bool())
                    as<bool>(to) = from.get_bool();
                else
                    wrong(at, "boolean", "Expected true or false.");
                return;
            case Shape::integer:
                if (from.is_int64())
                    as<std::int64_t>(to) = from.get_int64();
                else
                    wrong(at, "integer", "Expected a whole number.");
                return;
            case Shape::text: text(to, from, strict, at); return;
            case Shape::id: text(to, from, false, at); return;
            case Shape::json: as<std::string>(to) = json::serialize(from); return;
            case Shape::timestamp: timestamp(to, from, at); return;
            case Shape::choice: choice(kind, to, from, at); return;
            case Shape::optional:
                kind.clear(to);
                if (!from.is_null()) value(*kind.inner, kind.grow(to), from, at);
                return;
            case Shape::list: list(kind, to, from, at); return;
            case Shape::map: map(kind, to, from, at); return;
            case Shape::personal: personal(kind, to, from, at); return;
            case Shape::patch: patch(kind, to, from, at); return;
            case Shape::object: object(kind.type(), to, from, at); return;
        }
    }

    void object(const Type& type, void* to, const json::value& from, const Path& at) {
        if (!from.is_object()) return wrong(at, "object", "Expected an object.");
        FieldSet came = 0;
        for (const auto& [name, member] : from.get_object()) {
            const Field* field = type.field(name);
            if (field == nullptr) {
                if (strict) wrong(at.child(name), "unknown", type.name + " has no such field.");
                continue;
            }
            if (strict && field->flags.required && member.is_null()) continue;
            came |= type.bit(*field);
            value(*field->kind, field->of(to), member, at.child(name));
        }
        for (const Field& field : type.fields)
            if (strict && field.flags.required && !(came & type.bit(field)))
                wrong(at.child(field.name), "required", "This is needed.");
    }

private:
    void text(void* to, const json::value& from, bool trim, const Path& at) {
        if (!from.is_string()) return wrong(at, "text", "Expected a text.");
        const std::string_view came = from.get_string();
        as<std::string>(to) = std::string(trim ? trimmed(came) : came);
    }

    void timestamp(void* to, const json::value& from, const Path& at) {
        const auto text = from.is_string() ? std::string_view(from.get_string()) : "";
        if (const auto instant = timestamp_of(text))
            as<Timestamp>(to) = *instant;
        else
            wrong(at, "timestamp", "Expected an instant like 2024-03-27T09:30:00Z.");
    }

    void choice(const Kind& kind, void* to, const json::value& from, const Path& at) {
        const auto text = from.is_string() ? std::string_view(from.get_string()) : "";
        std::string all;
        for (std::size_t i = 0; i < kind.choices.size(); ++i) {
            if (kind.choices[i] == text) {
                as<std::uint8_t>(to) = static_cast<std::uint8_t>(i);
                return;
            }
            all.append(i ? ", " : "").append(kind.choices[i]);
        }
        wrong(at, "choice", "Expected one of: " + all + ".");
    }

    void list(const Kind& kind, void* to, const json::value& from, const Path& at) {
        kind.clear(to);
        if (!from.is_array()) return wrong(at, "list", "Expected a list.");
        std::size_t i = 0;
        for (const json::value& element : from.get_array())
            value(*kind.inner, kind.grow(to), element, at.child(i++));
    }

    void map(const Kind& kind, void* to, const json::value& from, const Path& at) {
        kind.clear(to);
        if (!from.is_object()) return wrong(at, "map", "Expected an object.");
        for (const auto& [name, member] : from.get_object())
            value(*kind.inner, kind.grow_key(to, name), member, at.child(name));
    }

    void personal(const Kind& kind, void* to, const json::value& from, const Path& at) {
        if (const json::object* box = from.if_object())
            if (const json::value* key = box->if_contains("sealed"))
                if (const json::value* text = box->if_contains("box"))
                    if (key->is_int64() && text->is_string() && box->size() == 2)
                        return kind.close(to, {key->get_int64(), std::string(text->get_string())});
        value(*kind.inner, kind.grow(to), from, at);
    }

    void patch(const Kind& kind, void* to, const json::value& from, const Path& at) {
        if (!from.is_object()) return wrong(at, "object", "Expected an object.");
        const Type& type = kind.type();
        kind.clear(to);
        FieldSet touched = 0;
        for (const auto& [name, member] : from.get_object()) {
            const Path here = at.child(name);
            const Field* field = type.field(name);
            if (field == nullptr || (strict && !field->flags.editable)) {
                if (strict)
                    wrong(here, "unknown", type.name + " has no such field that can be edited.");
                continue;
            }
            touched |= type.bit(*field);
            void* values = kind.touch(to, touched);
            if (strict && field->flags.required && member.is_null())
                wrong(here, "required", "This cannot be cleared.");
            if (!member.is_null()) value(*field->kind, field->of(values), member, here);
        }
    }

    void wrong(const Path& at, std::string rule, std::string message) {
        report(errors, {at.text(), std::move(rule), std::move(message)});
    }
};

/// Nothing, and an error in `errors`, when the text is no JSON or nests deeper than 32.
json::value parse(std::string_view text, Errors& errors) {
    json::error_code why;
    json::value parsed = json::parse(text, why);
    if (why) errors.push_back({"", "json", "This is not JSON: " + why.message() + "."});
    return parsed;
}

}  // namespace

Errors from_json(const Type& type, void* object, std::string_view text) {
    Reader reader(false);
    const json::value parsed = parse(text, reader.errors);
    if (reader.errors.empty()) reader.object(type, object, parsed, {});
    return std::move(reader.errors);
}

Errors from_json(const Kind& kind, void* value, std::string_view text) {
    Reader reader(false);
    const json::value parsed = parse(text, reader.errors);
    if (reader.errors.empty()) reader.value(kind, value, parsed, {});
    return std::move(reader.errors);
}

Errors read_command(const Type& type, void* object, std::string_view text) {
    Reader reader(true);
    const json::value parsed = parse(text, reader.errors);
    if (!reader.errors.empty()) return std::move(reader.errors);
    if (const auto name = named_twice(text))
        return {{"", "twice", "\"" + *name + "\" comes twice in one object."}};
    reader.object(type, object, parsed, {});
    validate(type, object, reader.errors);
    return std::move(reader.errors);
}

}  // namespace dossier
