// JSON Schema, draft 2020-12, from the same flags the validator checks.
#include "schema/formats.hpp"

#include <boost/json.hpp>

namespace dossier {
namespace {

namespace json = boost::json;

constexpr std::string_view id_pattern = "^[a-z][a-z_]*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

// A field of a reference that leads nowhere.
constexpr std::string_view id_or_none =
    "^([a-z][a-z_]*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$";

constexpr std::string_view phone_pattern = "^\\+[0-9]{8,15}$";

std::string decimal_pattern(int scale) {
    const std::string whole = "^-?[0-9]{1," + std::to_string(18 - scale) + "}";
    return whole + (scale > 0 ? "(\\.[0-9]{1," + std::to_string(scale) + "})?$" : "$");
}

json::array words(std::span<const std::string_view> choices) {
    json::array all;
    for (const std::string_view choice : choices) all.push_back(json::string(choice));
    return all;
}

json::object or_null(json::object schema) { return {{"anyOf", {schema, {{"type", "null"}}}}}; }

/// What is asked is as its flags say. What is stored was asked under other flags, perhaps: of it
/// only the shapes hold, any field may be missing, others may be there, and what is personal is
/// sealed.
class Schemas {
public:
    Schemas() = default;
    /// `sealed` leads to the schema of a box.
    explicit Schemas(std::string_view sealed) : sealed_(sealed) {}

    json::object of(const Type& type) const {
        json::object properties;
        json::array required;
        for (const Field& field : type.fields) {
            if (stored() && field.flags.secret) continue;
            properties[field.name] = described(field, false);
            if (field.flags.required) required.push_back(json::string(field.name));
        }
        json::object made{{"title", type.name},
                          {"description", type.doc},
                          {"type", "object"},
                          {"properties", properties}};
        if (stored()) return made;
        made["required"] = required;
        made["additionalProperties"] = false;
        return made;
    }

private:
    bool stored() const { return !sealed_.empty(); }

    json::object described(const Field& field, bool patched) const {
        // An empty optional is not stored, but in a patch, where it clears.
        const bool there = stored() && !patched && field.kind->shape == Shape::optional;
        json::object made = of(there ? *field.kind->inner : *field.kind, field.flags);
        if (!field.doc.empty()) made["description"] = field.doc;
        if (field.flags.secret) made["writeOnly"] = true;
        return made;
    }

    json::object of(const Kind& kind, const Flags& flags) const {
        switch (kind.shape) {
            case Shape::boolean: return {{"type", "boolean"}};
            case Shape::integer: return number(flags);
            case Shape::duration: return number(flags);
            case Shape::timestamp: return {{"type", "string"}, {"format", "date-time"}};
            case Shape::date: return {{"type", "string"}, {"format", "date"}};
            case Shape::decimal:
                return {{"type", "string"}, {"pattern", decimal_pattern(kind.scale)}};
            case Shape::money: return money(flags);
            case Shape::json: return {};
            case Shape::id:
                return {{"type", "string"}, {"pattern", stored() ? id_or_none : id_pattern}};
            case Shape::text: return text(flags);
            case Shape::choice: return {{"enum", words(kind.choices)}};
            case Shape::optional: return or_null(of(*kind.inner, flags));
            case Shape::list:
            case Shape::map: return several(kind, flags);
            case Shape::personal: return personal(kind, flags);
            case Shape::patch: return patch(kind.type());
            case Shape::object: return of(kind.type());
        }
        return {};
    }

    json::object number(const Flags& flags) const {
        json::object made{{"type", "integer"}};
        if (stored()) return made;
        if (flags.min) made["minimum"] = *flags.min;
        if (flags.max) made["maximum"] = *flags.max;
        return made;
    }

    json::object text(const Flags& flags) const {
        json::object made{{"type", "string"}};
        if (stored()) return made;
        made["maxLength"] = flags.bytes > 0 ? flags.bytes : flags.limit;
        if (flags.form == Form::email) made["format"] = "email";
        if (flags.form == Form::url) made["format"] = "uri";
        if (flags.form == Form::phone) made["pattern"] = phone_pattern;
        return made;
    }

    json::object money(const Flags& flags) const {
        json::object currency{{"type", "string"}};
        if (!stored()) currency["pattern"] = "^[A-Z]{3}$";
        return {{"type", "object"},
                {"properties", {{"minor", number(flags)}, {"currency", currency}}},
                {"required", {"minor", "currency"}},
                {"additionalProperties", false}};
    }

    json::object several(const Kind& kind, const Flags& flags) const {
        const bool list = kind.shape == Shape::list;
        json::object made{{"type", list ? "array" : "object"},
                          {list ? "items" : "additionalProperties", of(*kind.inner, {})}};
        if (!stored()) made[list ? "maxItems" : "maxProperties"] = flags.limit;
        return made;
    }

    json::object personal(const Kind& kind, const Flags& flags) const {
        if (!stored()) return of(*kind.inner, flags);
        const json::object box{{"$ref", sealed_}};
        if (kind.inner->shape != Shape::text) return box;
        return {{"anyOf", {box, {{"const", ""}}}}};  // an empty text is not sealed
    }

    json::object patch(const Type& type) const {
        json::object properties;
        for (const Field& field : type.fields)
            if (stored() || field.flags.editable) properties[field.name] = described(field, true);
        json::object made{{"type", "object"}, {"properties", properties}};
        if (!stored()) made["additionalProperties"] = false;
        return made;
    }

    std::string_view sealed_;
};

}  // namespace

std::string json_schema(const Type& type) { return json::serialize(Schemas().of(type)); }

std::string stored_schema(const Type& type, std::string_view sealed) {
    return json::serialize(Schemas(sealed).of(type));
}

}  // namespace dossier
