// Comparing described values, and the audit diff made of it.
#include "schema/formats.hpp"

namespace dossier {
namespace {

bool equal_fields(const Type& type, const void* a, const void* b, FieldSet which) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const Field& field = type.fields[i];
        if (which >> i & 1 && !equal(*field.kind, field.of(a), field.of(b))) return false;
    }
    return true;
}

bool equal_inside(const Kind& kind, const void* a, const void* b) {
    return a == nullptr || b == nullptr ? a == b : equal(*kind.inner, a, b);
}

bool equal_items(const Kind& kind, const void* a, const void* b) {
    if (kind.size(a) != kind.size(b)) return false;
    for (std::size_t i = 0; i < kind.size(a); ++i) {
        if (kind.shape == Shape::map && kind.key(a, i) != kind.key(b, i)) return false;
        if (!equal(*kind.inner, kind.at(a, i), kind.at(b, i))) return false;
    }
    return true;
}

}  // namespace

bool is_nothing(const Kind& kind, const void* value) {
    switch (kind.shape) {
        case Shape::optional: {
            const void* inner = kind.peek(value);
            return inner == nullptr ||
                   (kind.inner->shape == Shape::json && as<std::string>(inner) == "null");
        }
        case Shape::list:
        case Shape::map: return kind.size(value) == 0;
        default: return false;
    }
}

bool equal(const Kind& kind, const void* a, const void* b) {
    switch (kind.shape) {
        case Shape::boolean: return as<bool>(a) == as<bool>(b);
        case Shape::choice: return as<std::uint8_t>(a) == as<std::uint8_t>(b);
        case Shape::integer:
        case Shape::timestamp:
        case Shape::date:
        case Shape::duration:
        case Shape::decimal: return as<std::int64_t>(a) == as<std::int64_t>(b);
        case Shape::money: return as<Money>(a) == as<Money>(b);
        case Shape::text:
        case Shape::json:
        case Shape::id: return as<std::string>(a) == as<std::string>(b);
        case Shape::optional:
            return (is_nothing(kind, a) && is_nothing(kind, b)) ||
                   equal_inside(kind, kind.peek(a), kind.peek(b));
        case Shape::list:
        case Shape::map: return equal_items(kind, a, b);
        case Shape::personal: {
            const Box *left = kind.box(a), *right = kind.box(b);
            if (left && right) return left->key == right->key && left->text == right->text;
            return !left && !right && equal_inside(kind, kind.peek(a), kind.peek(b));
        }
        case Shape::patch:
            return kind.touched(a) == kind.touched(b) &&
                   equal_fields(kind.type(), kind.peek(a), kind.peek(b), kind.touched(a));
        case Shape::object: return equal_fields(kind.type(), a, b, ~FieldSet{0});
    }
    return false;
}

std::vector<Change> diff(const Type& type, const void* before, const void* after) {
    std::vector<Change> changes;
    for (const Field& field : type.fields) {
        const void *was = field.of(before), *is = field.of(after);
        if (!equal(*field.kind, was, is))
            changes.push_back(
                {std::string(field.name), to_json(*field.kind, was), to_json(*field.kind, is)});
    }
    return changes;
}

}  // namespace dossier
