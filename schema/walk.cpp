#include "schema/walk.hpp"

namespace dossier {
namespace {

class Walker {
public:
    explicit Walker(const Visit& visit) : visit_(visit) {}

    void object(const Type& type, const void* object, const Path& at, FieldSet which) const {
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            if (which >> i & 1) value(field, *field.kind, field.of(object), at.child(field.name));
        }
    }

private:
    void value(const Field& field, const Kind& kind, const void* value, const Path& at) const {
        visit_({at, field, kind, value});
        switch (kind.shape) {
            case Shape::optional:
            case Shape::personal:
                if (const void* inner = kind.peek(value))
                    this->value(field, *kind.inner, inner, at);
                return;
            case Shape::list:
                for (std::size_t i = 0; i < kind.size(value); ++i)
                    this->value(field, *kind.inner, kind.at(value, i), at.child(i));
                return;
            case Shape::map:
                for (std::size_t i = 0; i < kind.size(value); ++i)
                    this->value(field, *kind.inner, kind.at(value, i),
                                at.child(kind.key(value, i)));
                return;
            case Shape::patch:
                return object(kind.type(), kind.peek(value), at, kind.touched(value));
            case Shape::object: return object(kind.type(), value, at, ~FieldSet{0});
            case Shape::boolean:
            case Shape::integer:
            case Shape::text:
            case Shape::json:
            case Shape::id:
            case Shape::timestamp:
            case Shape::date:
            case Shape::duration:
            case Shape::decimal:
            case Shape::money:
            case Shape::choice: return;
        }
    }

    const Visit& visit_;
};

}  // namespace

void walk(const Type& type, const void* object, const Visit& visit) {
    Walker(visit).object(type, object, {}, ~FieldSet{0});
}

}  // namespace dossier
