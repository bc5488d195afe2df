// JSON Schema, draft 2020-12, from the same flags the validator checks.
#include "schema/formats.hpp"

#include <boost/json.hpp>

namespace dossier {
namespace {

namespace json = boost::json;

constexpr std::string_view id_pattern = "^[a-z][a-z_]*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

json::object schema_of(const Type&);

json::object schema_of(const Kind& kind, const Flags& flags) {
    switch (kind.shape) {
        case Shape::boolean: return {{"type", "boolean"}};
        case Shape::integer: return {{"type", "integer"}};
        case Shape::timestamp: return {{"type", "string"}, {"format", "date-time"}};
        case Shape::json: return {};
        case Shape::id: return {{"type", "string"}, {"pattern", id_pattern}};
        case Shape::text: {
            json::object made{{"type", "string"}, {"maxLength", flags.limit}};
            if (flags.form == Form::email) made["format"] = "email";
            if (flags.form == Form::url) made["format"] = "uri";
            return made;
        }
        case Shape::choice: {
            json::array all;
            for (std::string_view choice : kind.choices) all.push_back(json::string(choice));
            return {{"enum", all}};
        }
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
                if (field.flags.editable)
                    properties[field.name] = schema_of(*field.kind, field.flags);
            return {{"type", "object"}, {"properties", properties}};
        }
        case Shape::object: return schema_of(kind.type());
    }
    return {};
}

json::object schema_of(const Type& type) {
    json::object properties;
    json::array required;
    for (const Field& field : type.fields) {
        properties[field.name] = schema_of(*field.kind, field.flags);
        if (field.flags.required) required.push_back(json::string(field.name));
    }
    return {{"title", type.name},       {"description", type.doc}, {"type", "object"},
            {"properties", properties}, {"required", required},    {"additionalProperties", false}};
}

}  // namespace

std::string json_schema(const Type& type) { return json::serialize(schema_of(type)); }

}  // namespace dossier
