// JSON out, and the audit diff made of it.
#include "schema/formats.hpp"

#include <boost/json.hpp>

namespace dossier {
namespace {

namespace json = boost::json;

json::object write(const Type&, const void* object);

json::value write(const Kind& kind, const void* value) {
    switch (kind.shape) {
        case Shape::boolean: return as<bool>(value);
        case Shape::integer: return as<std::int64_t>(value);
        case Shape::timestamp: return json::string(to_text(as<Timestamp>(value)));
        case Shape::choice: return json::string(kind.choices[as<std::uint8_t>(value)]);
        case Shape::json: return json::parse(as<std::string>(value));
        case Shape::text:
        case Shape::id: return json::string(as<std::string>(value));
        case Shape::optional: {
            const void* inner = kind.peek(value);
            return inner ? write(*kind.inner, inner) : json::value(nullptr);
        }
        case Shape::list: {
            json::array array;
            for (std::size_t i = 0; i < kind.size(value); ++i)
                array.push_back(write(*kind.inner, kind.at(value, i)));
            return array;
        }
        case Shape::map: {
            json::object made;
            for (std::size_t i = 0; i < kind.size(value); ++i)
                made[kind.key(value, i)] = write(*kind.inner, kind.at(value, i));
            return made;
        }
        case Shape::personal:
            if (const Box* box = kind.box(value)) return {{"sealed", box->key}, {"box", box->text}};
            return write(*kind.inner, kind.peek(value));
        case Shape::patch: {
            json::object made;
            const Type& type = kind.type();
            for (std::size_t i = 0; i < type.fields.size(); ++i)
                if (kind.touched(value) >> i & 1)
                    made[type.fields[i].name] =
                        write(*type.fields[i].kind, type.fields[i].of(kind.peek(value)));
            return made;
        }
        case Shape::object: return write(kind.type(), value);
    }
    return nullptr;
}

/// Nothing to say: an optional without a value (a JSON null is none), a list without elements.
bool empty(const Kind& kind, const json::value& written) {
    return (kind.shape == Shape::optional && written.is_null()) ||
           (kind.shape == Shape::list && written.get_array().empty()) ||
           (kind.shape == Shape::map && written.get_object().empty());
}

json::object write(const Type& type, const void* object) {
    json::object made;
    for (const Field& field : type.fields) {
        json::value written = write(*field.kind, field.of(object));
        if (!empty(*field.kind, written)) made[field.name] = std::move(written);
    }
    return made;
}

}  // namespace

std::string to_json(const Type& type, const void* object) {
    return json::serialize(write(type, object));
}
std::string to_json(const Kind& kind, const void* value) {
    return json::serialize(write(kind, value));
}

std::vector<Change> diff(const Type& type, const void* before, const void* after) {
    std::vector<Change> changes;
    for (const Field& field : type.fields) {
        std::string was = to_json(*field.kind, field.of(before));
        std::string is = to_json(*field.kind, field.of(after));
        if (was != is) changes.push_back({std::string(field.name), std::move(was), std::move(is)});
    }
    return changes;
}

}  // namespace dossier
