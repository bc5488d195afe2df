#include "schema/seal.hpp"

#include "schema/formats.hpp"

namespace dossier {
namespace {

// A Kind reads through const so that every format may use it; the objects here are ours to change.
void* ours(const void* inside) { return const_cast<void*>(inside); }

/// Goes through a value and does one thing to every personal value in it.
class Tour {
public:
    virtual ~Tour() = default;

    void object(const Type& type, void* object, FieldSet which, const StreamId& subject) {
        for (const Field& field : type.fields)
            if (which & type.bit(field))
                value(*field.kind, field.of(object), owner(type, field, object, subject));
    }

protected:
    virtual void personal(const Kind&, void* value, const StreamId& owner) = 0;

private:
    /// Whose value it is. A sibling that names nobody leaves it to whoever owns the whole.
    static StreamId owner(const Type& type, const Field& field, const void* object,
                          const StreamId& subject) {
        const Field* sibling = type.field(field.flags.personal);
        if (sibling == nullptr) return subject;
        const bool optional = sibling->kind->shape == Shape::optional;
        const void* who = optional ? sibling->kind->peek(sibling->of(object)) : sibling->of(object);
        if (who == nullptr || as<std::string>(who).empty()) return subject;
        return {as<std::string>(who)};
    }

    void value(const Kind& kind, void* value, const StreamId& owner) {
        switch (kind.shape) {
            case Shape::personal: return personal(kind, value, owner);
            case Shape::optional:
                if (const void* inner = kind.peek(value))
                    this->value(*kind.inner, ours(inner), owner);
                return;
            case Shape::list:
            case Shape::map:
                for (std::size_t i = 0; i < kind.size(value); ++i)
                    this->value(*kind.inner, ours(kind.at(value, i)), owner);
                return;
            case Shape::patch:
                return object(kind.type(), ours(kind.peek(value)), kind.touched(value), owner);
            case Shape::object: return object(kind.type(), value, ~FieldSet{0}, owner);
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
};

class Closer final : public Tour {
public:
    explicit Closer(Sealer& sealer) : sealer_(sealer) {}

private:
    void personal(const Kind& kind, void* value, const StreamId& owner) override {
        const void* plain = kind.peek(value);
        if (plain == nullptr) return;
        const std::string json = to_json(*kind.inner, plain);
        if (json != R"("")") kind.close(value, sealer_.seal(owner, json));
    }

    Sealer& sealer_;
};

class Opener final : public Tour {
public:
    explicit Opener(const Sealer& sealer) : sealer_(sealer) {}

private:
    void personal(const Kind& kind, void* value, const StreamId&) override {
        const Box* box = kind.box(value);
        if (box == nullptr) return;
        const std::optional<std::string> json = sealer_.open(*box);
        void* plain = kind.grow(value);
        if (json) from_json(*kind.inner, plain, *json);
    }

    const Sealer& sealer_;
};

}  // namespace

void seal(const Type& type, void* object, const StreamId& subject, Sealer& sealer) {
    Closer(sealer).object(type, object, ~FieldSet{0}, subject);
}

void unseal(const Type& type, void* object, const Sealer& sealer) {
    Opener(sealer).object(type, object, ~FieldSet{0}, {});
}

}  // namespace dossier
