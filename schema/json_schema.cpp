// JSON Schema, draft 2020-12, from the same flags the validator checks.
#include "schema/formats.hpp"

#include <boost/json.hpp>

namespace dossier {
namespace {

namespace json = boost::json;

constexpr std::string_view id_pattern = "^[a-z][a-z_]*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

constexpr std::string_view phone_pattern = "^\\+[0-9]{8,15}$";

json::object schema_of(const Type&);
json::object described(const Field&);

void bounds(json::object& made, const Flags& flags) {
    if (flags.min) made["minimum"] = *flags.min;
    if (flags.max) made["maximum"] = *flags.max;
}

json::object number(const Flags& flags) {
    json::object made{{"type", "integer"}};
    bounds(made, flags);
    return made;
}

json::object text(const Flags& flags) {
    json::object made{{"type", "string"}};
    made["maxLength"] = flags.bytes > 0 ? flags.bytes : flags.limit;
    if (flags.form == Form::email) made["format"] = "email";
    if (flags.form == Form::url) made["format"] = "uri";
    if (flags.form == Form::phone) made["pattern"] = phone_pattern;
    return made;
}

std::string decimal_pattern(int scale) {
    const std::string whole = "^-?[0-9]{1," + std::to_string(18 - scale) + "}";
    return whole + (scale > 0 ? "(\\.[0-9]{1," + std::to_string(scale) + "})?$" : "$");
}

json::object money(const Flags& flags) {
    json::object minor = number(flags);
    return {{"type", "object"},
            {"properties",
             {{"minor", minor}, {"currency", {{"type", "string"}, {"pattern", "^[A-Z]{3}$"}}}}},
            {"required", {"minor", "currency"}},
            {"additionalProperties", false}};
}

json::array words(std::span<const std::string_view> choices) {
    json::array all;
    for (const std::string_view choice : choices) all.push_back(json::string(choice));
    return all;
}

json::object schema_of(const Kind& kind, const Flags& flags) {
    switch (kind.shape) {
        case Shape::boolean: return {{"type", "boolean"}};
        case Shape::integer: return number(flags);
        case Shape::duration: return number(flags);
        case Shape::timestamp: return {{"type", "string"}, {"format", "date-time"}};
        case Shape::date: return {{"type", "string"}, {"format", "date"}};
        case Shape::decimal: return {{"type", "string"}, {"pattern", decimal_pattern(kind.scale)}};
        case Shape::money: return money(flags);
        case Shape::json: return {};
        case Shape::id: return {{"type", "string"}, {"pattern", id_pattern}};
        case Shape::text: return text(flags);
        case Shape::choice: return {{"enum", words(kind.choices)}};
        case Shape::optional:
            return {{"anyOf", {schema_of(*kind.inner, flags), {{"type", "null"}}}}};
        case Shape::list:
            return {{"type", "array"},
                    {"items", schema_of(*kind.inner, {})},
                    {"maxItems", flags.limit}};
        case Shape::map:
            return {{"type", "object"},
                    {"additionalProperties", schema_of(*kind.inner, {})},
                    {"maxProperties", flags.limit}};
        case Shape::personal: return schema_of(*kind.inner, flags);
        case Shape::patch: {
            json::object properties;
            for (const Field& field : kind.type().fields)
                if (field.flags.editable) properties[field.name] = described(field);
            return {
                {"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
        }
        case Shape::object: return schema_of(kind.type());
    }
    return {};
}

json::object described(const Field& field) {
    json::object made = schema_of(*field.kind, field.flags);
    if (!field.doc.empty()) made["description"] = field.doc;
    if (field.flags.secret) made["writeOnly"] = true;
    return made;
}

json::object schema_of(const Type& type) {
    json::object properties;
    json::array required;
    for (const Field& field : type.fields) {
        properties[field.name] = described(field);
        if (field.flags.required) required.push_back(json::string(field.name));
    }
    return {{"title", type.name},       {"description", type.doc}, {"type", "object"},
            {"properties", properties}, {"required", required},    {"additionalProperties", false}};
}

}  // namespace

std::string json_schema(const Type& type) { return json::serialize(schema_of(type)); }

}  // namespace dossier
