#pragma once
// A believable random value for any described type. Seeded, so a failure can be repeated.
#include "schema/object.hpp"
#include "tests/support/uuid.hpp"

#include <random>

namespace dossier::test {

class Sampler {
public:
    explicit Sampler(std::uint64_t seed) : random_(seed) {}

    Object make(const Type& type) {
        Object object(type);
        for (const Field& field : type.fields) fill(field, *field.kind, field.of(object.get()));
        return object;
    }
    /// One that the validator has nothing against.
    Object command(const Type& type) {
        good_ = true;
        Object object = make(type);
        good_ = false;
        return object;
    }
    std::size_t below(std::size_t n) { return random_() % n; }

private:
    void fill(const Field& field, const Kind& kind, void* value) {
        switch (kind.shape) {
            case Shape::boolean: as<bool>(value) = below(2); return;
            case Shape::integer:
                as<std::int64_t>(value) = static_cast<std::int64_t>(random_());
                return;
            case Shape::timestamp:
                as<Timestamp>(value).us = static_cast<std::int64_t>(below(1ull << 52));
                return;
            case Shape::choice:
                as<std::uint8_t>(value) = static_cast<std::uint8_t>(below(kind.choices.size()));
                return;
            case Shape::json: as<std::string>(value) = R"({"a":[1,null,"b"]})"; return;
            case Shape::id: as<std::string>(value) = id(field.flags); return;
            case Shape::text: as<std::string>(value) = text(field.flags.form); return;
            case Shape::optional:
            case Shape::list: {
                kind.clear(value);
                const std::size_t least = good_ && field.flags.required ? 1 : 0;
                for (std::size_t n = least + below(kind.shape == Shape::list ? 3 : 2); n-- > 0;)
                    fill(field, *kind.inner, kind.grow(value));
                return;
            }
            case Shape::map:
                kind.clear(value);
                for (std::size_t n = below(3); n-- > 0;)
                    fill(field, *kind.inner, kind.grow_key(value, words[1 + n]));
                return;
            case Shape::personal:
                if (good_ || below(2)) return fill(field, *kind.inner, kind.grow(value));
                return kind.close(value, {17, "c2VhbGVk"});
            case Shape::patch: return patch(kind, value);
            case Shape::object:
                for (const Field& inside : kind.type().fields)
                    fill(inside, *inside.kind, inside.of(value));
                return;
        }
    }

    std::string id(const Flags& flags) {
        const auto& to = flags.refers;
        const std::string_view aggregate = to.empty() ? "case" : to[below(to.size())];
        return std::string(aggregate) + "/" + uuid(static_cast<unsigned>(below(9)));
    }
    std::string text(Form form) {
        const std::string n = std::to_string(below(1000) + 1000);
        switch (good_ ? form : Form::any) {
            case Form::any: break;
            case Form::email: return "kim" + n + "@example.com";
            case Form::phone: return "+12345" + n;
            case Form::url: return "https://example.com/" + n;
        }
        return good_ ? words[1 + below(3)] : words[below(std::size(words))];
    }

    void patch(const Kind& kind, void* value) {
        const Type& type = kind.type();
        FieldSet touched = 0;
        kind.clear(value);
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            if (!field.flags.editable || below(2)) continue;
            touched |= FieldSet{1} << i;
            fill(field, *field.kind, field.of(kind.touch(value, touched)));
        }
    }

    static constexpr const char* words[] = {"",         "kim",         "lee",   "Ünïcödé ☃",
                                            "a\"quote", "line\nbreak", "case/1"};
    std::mt19937_64 random_;
    bool good_ = false;
};

}  // namespace dossier::test
