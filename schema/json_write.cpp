// JSON out, straight into a text.
#include "schema/formats.hpp"
#include "schema/json_text.hpp"

#include <charconv>

namespace dossier {
namespace {

void append(std::string& to, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    to.append(digits, end);
}

/// A text of ours without a character that needs an escape.
void append_plain(std::string& to, std::string_view text) {
    to.push_back('"');
    to += text;
    to.push_back('"');
}

class Writer {
public:
    explicit Writer(std::string& to) : to_(to) {}

    void value(const Kind& kind, const void* value) {
        switch (kind.shape) {
            case Shape::boolean: to_ += as<bool>(value) ? "true" : "false"; return;
            case Shape::integer: append(to_, as<std::int64_t>(value)); return;
            case Shape::timestamp: append_plain(to_, to_text(as<Timestamp>(value))); return;
            case Shape::date: append_plain(to_, to_text(as<Date>(value))); return;
            case Shape::duration: append(to_, as<Duration>(value).seconds); return;
            case Shape::decimal:
                append_plain(to_, decimal_text(as<std::int64_t>(value), kind.scale));
                return;
            case Shape::money: money(as<Money>(value)); return;
            case Shape::choice: append_quoted(to_, kind.choices[as<std::uint8_t>(value)]); return;
            case Shape::json: json(as<std::string>(value)); return;
            case Shape::text:
            case Shape::id: append_quoted(to_, as<std::string>(value)); return;
            case Shape::optional: {
                const void* inner = kind.peek(value);
                inner ? this->value(*kind.inner, inner) : void(to_ += "null");
                return;
            }
            case Shape::list: list(kind, value); return;
            case Shape::map: map(kind, value); return;
            case Shape::personal:
                if (const Box* sealed = kind.box(value)) return box(*sealed);
                return this->value(*kind.inner, kind.peek(value));
            case Shape::patch: patch(kind, value); return;
            case Shape::object: object(kind.type(), value); return;
        }
    }

    void object(const Type& type, const void* object) {
        char before = '{';
        for (const Field& field : type.fields) {
            const void* member = field.of(object);
            if (field.flags.secret || is_nothing(*field.kind, member)) continue;
            name(before, field.name);
            value(*field.kind, member);
        }
        close(before, '{', '}');
    }

private:
    void patch(const Kind& kind, const void* patch) {
        const Type& type = kind.type();
        const FieldSet touched = kind.touched(patch);
        const void* values = kind.peek(patch);
        char before = '{';
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            if (!(touched >> i & 1) || field.flags.secret) continue;
            name(before, field.name);
            value(*field.kind, field.of(values));
        }
        close(before, '{', '}');
    }

    void list(const Kind& kind, const void* list) {
        char before = '[';
        for (std::size_t i = 0; i < kind.size(list); ++i) {
            to_.push_back(std::exchange(before, ','));
            value(*kind.inner, kind.at(list, i));
        }
        close(before, '[', ']');
    }

    void map(const Kind& kind, const void* map) {
        char before = '{';
        for (std::size_t i = 0; i < kind.size(map); ++i) {
            name(before, kind.key(map, i));
            value(*kind.inner, kind.at(map, i));
        }
        close(before, '{', '}');
    }

    void money(const Money& money) {
        to_ += R"({"minor":)";
        append(to_, money.minor);
        to_ += R"(,"currency":)";
        append_quoted(to_, money.currency);
        to_.push_back('}');
    }

    void box(const Box& box) {
        to_ += R"({"sealed":)";
        append(to_, box.key);
        to_ += R"(,"box":)";
        append_quoted(to_, box.text);
        to_.push_back('}');
    }

    void json(std::string_view text) { to_ += text.empty() ? "null" : text; }

    void name(char& before, std::string_view name) {
        to_.push_back(std::exchange(before, ','));
        append_quoted(to_, name);
        to_.push_back(':');
    }
    void close(char before, char opening, char closing) {
        if (before == opening) to_.push_back(opening);
        to_.push_back(closing);
    }

    std::string& to_;
};

}  // namespace

void append_json(std::string& to, const Type& type, const void* object) {
    Writer(to).object(type, object);
}

std::string to_json(const Type& type, const void* object) {
    std::string json;
    Writer(json).object(type, object);
    return json;
}
std::string to_json(const Kind& kind, const void* value) {
    std::string json;
    Writer(json).value(kind, value);
    return json;
}

}  // namespace dossier
