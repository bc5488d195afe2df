#include "tools/words.hpp"

#include "domain/catalog.hpp"
#include "tools/json.hpp"
#include "tools/options.hpp"

namespace dossier::tools {
namespace {

/// What a value is, without its being optional or personal.
const Kind& plain(const Kind& kind) {
    const Kind* at = &kind;
    while (at->shape == Shape::optional || at->shape == Shape::personal) at = at->inner;
    return *at;
}

bool has_fields(const Kind& kind) {
    return kind.shape == Shape::object || kind.shape == Shape::patch;
}

std::string names_of(const Type& type) {
    std::string out;
    for (const Field& field : type.fields) {
        out += (out.empty() ? "" : ", ") + std::string(field.name);
        if (const Kind& kind = plain(*field.kind); kind.shape == Shape::patch)
            out += " (" + names_of(kind.type()) + ")";
    }
    return out;
}

/// The text as JSON where it can be nothing else, else as a text; the server judges it.
json::value leaf(const Kind& kind, const std::string& text) {
    const bool raw = kind.shape == Shape::boolean || kind.shape == Shape::integer ||
                     kind.shape == Shape::json || kind.shape == Shape::map || has_fields(kind) ||
                     kind.shape == Shape::list;
    if (raw)
        if (auto value = parsed(text)) return *value;
    return json::value(text);
}

struct Word {
    std::string_view whole, way, value;
};

/// A member that is an object, made when it is not there.
json::object& object_at(json::object& in, std::string_view name) {
    json::value& value = in[name];
    if (!value.is_object()) value = json::object{};
    return value.get_object();
}

json::array& list_at(json::object& in, std::string_view name) {
    json::value& value = in[name];
    if (!value.is_array()) value = json::array{};
    return value.get_array();
}

void put(const Type&, json::object&, const Word&, bool patching);

/// One more element, or one more field of the last element when that does not have it yet.
void put_in_list(const Kind& list, json::object& to, std::string_view name, const Word& word,
                 std::string_view rest) {
    json::array& all = list_at(to, name);
    const Kind& inner = plain(*list.inner);
    if (rest.empty()) {
        const json::value value = leaf(inner, std::string(word.value));
        if (value.is_array() && inner.shape != Shape::list)
            all = value.get_array();
        else
            all.push_back(value);
        return;
    }
    if (!has_fields(inner))
        throw CannotGoOn("'" + std::string(word.whole) +
                         "': a list's elements here have no fields");
    const std::string_view first = rest.substr(0, rest.find('.'));
    if (all.empty() || !all.back().is_object() || all.back().get_object().contains(first))
        all.push_back(json::object{});
    put(inner.type(), all.back().get_object(), {word.whole, rest, word.value}, false);
}

const Field* patch_of(const Type& type) {
    for (const Field& field : type.fields)
        if (plain(*field.kind).shape == Shape::patch) return &field;
    return nullptr;
}

void put(const Type& type, json::object& to, const Word& word, bool patching) {
    const std::size_t dot = word.way.find('.');
    const std::string_view name = word.way.substr(0, dot);
    const std::string_view rest = dot == std::string_view::npos ? "" : word.way.substr(dot + 1);
    const Field* field = type.field(name);
    if (field == nullptr) {
        const Field* patch = patch_of(type);
        if (patch == nullptr)
            throw CannotGoOn(type.name + " has no '" + std::string(name) +
                             "'; it has: " + names_of(type));
        return put(plain(*patch->kind).type(), object_at(to, patch->name), word, true);
    }
    const Kind& kind = plain(*field->kind);
    if (patching && rest.empty() && word.value.empty())
        to[name] = nullptr;
    else if (kind.shape == Shape::list)
        put_in_list(kind, to, name, word, rest);
    else if (rest.empty())
        to[name] = leaf(kind, std::string(word.value));
    else if (has_fields(kind))
        put(kind.type(), object_at(to, name), {word.whole, rest, word.value},
            kind.shape == Shape::patch);
    else if (kind.shape == Shape::map || kind.shape == Shape::json)
        object_at(to, name)[rest] = leaf(kind, std::string(word.value));
    else
        throw CannotGoOn("'" + std::string(word.whole) + "': " + std::string(name) +
                         " has no fields of its own");
}

}  // namespace

const Type* command_type(std::string_view name) {
    if (const Aggregate* aggregate = aggregate_answering(name))
        return aggregate->command(name)->type;
    const Transaction* transaction = transaction_named(name);
    return transaction == nullptr ? nullptr : transaction->type;
}

std::string data_of(const Type& type, std::span<const std::string> words) {
    json::object data;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            throw CannotGoOn("'" + word + "' is not name=value; " + type.name +
                             " has: " + names_of(type));
        const std::string_view all = word;
        put(type, data, {all, all.substr(0, equals), all.substr(equals + 1)}, false);
    }
    return json::serialize(data);
}

}  // namespace dossier::tools
