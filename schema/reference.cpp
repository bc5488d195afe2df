#include "schema/reference.hpp"

namespace dossier {
namespace {

std::string joined(const auto& words, std::string_view between) {
    std::string all;
    for (const std::string_view word : words) all.append(all.empty() ? "" : between).append(word);
    return all;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string text_of(const Flags& flags) {
    switch (flags.form) {
        case Form::any: break;
        case Form::email: return "e-mail address";
        case Form::phone: return "phone number, E.164";
        case Form::url: return "http or https address";
    }
    if (flags.bytes > 0) return "text, at most " + std::to_string(flags.bytes) + " bytes";
    return "text, at most " + std::to_string(flags.limit) + " characters";
}

/// What a value is, in words.
std::string kind_of(const Kind& kind, const Flags& flags) {
    switch (kind.shape) {
        case Shape::boolean: return "true or false";
        case Shape::integer: return "whole number";
        case Shape::timestamp: return "instant";
        case Shape::date: return "day";
        case Shape::duration: return "seconds";
        case Shape::decimal:
            return "decimal, " + std::to_string(kind.scale) + " digits after the point";
        case Shape::money: return "money";
        case Shape::json: return "JSON";
        case Shape::text: return text_of(flags);
        case Shape::id:
            if (flags.refers.empty()) return "id";
            return "id of a " + joined(flags.refers, " or ");
        case Shape::choice: return "one of " + joined(kind.choices, ", ");
        case Shape::optional: return kind_of(*kind.inner, flags);
        case Shape::list: {
            Flags inside;
            inside.refers = flags.refers;
            inside.form = flags.form;
            return "list of at most " + std::to_string(flags.limit) + ": " +
                   kind_of(*kind.inner, inside);
        }
        case Shape::map:
            return "up to " + std::to_string(flags.limit) + " by name: " + kind_of(*kind.inner, {});
        case Shape::personal: return kind_of(*kind.inner, flags) + " (personal)";
        case Shape::patch: return "any of these fields; null clears";
        case Shape::object: return "object";
    }
    return {};
}

std::string rules_of(const Flags& flags) {
    std::vector<std::string> rules;
    const auto add = [&](bool holds, std::string rule) {
        if (holds) rules.push_back(std::move(rule));
    };
    add(flags.required, "required");
    if (flags.min) add(true, "at least " + std::to_string(*flags.min));
    if (flags.max) add(true, "at most " + std::to_string(*flags.max));
    add(!flags.unique.empty(), "unique");
    add(flags.editable, "editable");
    add(flags.indexed, "list");
    add(flags.searchable, "searched");
    add(!flags.findable.empty(), "found by");
    add(flags.secret, "secret");
    return joined(rules, ", ");
}

/// The type whose fields stand inside a field, if there is one, and how the path to them goes on.
struct Inside {
    const Type* type = nullptr;
    std::string path;
    bool patch = false;
};

Inside inside_of(const Kind& kind) {
    switch (kind.shape) {
        case Shape::object: return {&kind.type(), ""};
        case Shape::patch: return {&kind.type(), "", true};
        case Shape::optional:
        case Shape::personal: return inside_of(*kind.inner);
        case Shape::list:
        case Shape::map: {
            Inside inside = inside_of(*kind.inner);
            inside.path.insert(0, kind.shape == Shape::list ? "[]" : "{}");
            return inside;
        }
        default: return {};
    }
}

void add_rows(std::string& table, const Type& type, const std::string& before, bool patch) {
    for (const Field& field : type.fields) {
        if (patch && !field.flags.editable) continue;
        const std::string path = before + std::string(field.name);
        table += "| " + code(path) + " | " + kind_of(*field.kind, field.flags) + " | " +
                 rules_of(field.flags) + " | " + std::string(field.doc) + " |\n";
        const Inside inside = inside_of(*field.kind);
        if (inside.type) add_rows(table, *inside.type, path + inside.path + ".", inside.patch);
    }
}

}  // namespace

std::string field_table(const Type& type) {
    if (type.fields.empty()) return {};
    std::string table = "| Field | What it holds | Rules | |\n|---|---|---|---|\n";
    add_rows(table, type, "", false);
    return table;
}

}  // namespace dossier
