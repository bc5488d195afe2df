// JSON in, read strictly (a command) or tolerantly (the journal). Reads on after the first mistake,
// so that the caller hears of all of them at once.
#include "base/text.hpp"
#include "schema/formats.hpp"
#include "schema/json_box.hpp"
#include "schema/json_copy.hpp"
#include "schema/json_text.hpp"

#include <algorithm>

namespace dossier {
namespace {

class Reader {
public:
    Errors errors;
    const bool strict;

    explicit Reader(bool strictly) : strict(strictly) {}

    /// Takes the next value, whatever it is.
    void value(const Kind& kind, void* to, JsonCursor& from, const Path& at) {
        switch (kind.shape) {
            case Shape::boolean: return boolean(to, from, at);
            case Shape::integer:
                if (const auto n = from.whole())
                    as<std::int64_t>(to) = *n;
                else
                    wrong(at, "integer", "Expected a whole number.");
                return;
            case Shape::duration:
                if (const auto n = from.whole())
                    as<Duration>(to).seconds = *n;
                else
                    wrong(at, "duration", "Expected a number of seconds.");
                return;
            case Shape::text: return text(to, from, at);
            case Shape::id: return id(to, from, at);
            case Shape::json:
                as<std::string>(to) = strict ? copy_json(from, at, errors) : from.raw();
                return;
            case Shape::timestamp:
                return word(from, at, "timestamp", "Expected an instant like 2024-03-27T09:30:00Z.",
                            [&](std::string_view came) {
                                const auto instant = timestamp_of(came);
                                if (instant) as<Timestamp>(to) = *instant;
                                return instant.has_value();
                            });
            case Shape::date:
                return word(from, at, "date", "Expected a day like 2024-03-27.",
                            [&](std::string_view came) {
                                const auto day = date_of(came);
                                if (day) as<Date>(to) = *day;
                                return day.has_value();
                            });
            case Shape::decimal:
                return word(from, at, "decimal", R"(Expected a decimal in a text, like "1.25".)",
                            [&](std::string_view came) {
                                const auto units = decimal_units(came, kind.scale);
                                if (units) as<std::int64_t>(to) = *units;
                                return units.has_value();
                            });
            case Shape::money: return money(to, from, at);
            case Shape::choice: return choice(kind, to, from, at);
            case Shape::optional:
                kind.clear(to);
                if (from.peek() == 'n')
                    from.raw();
                else
                    value(*kind.inner, kind.grow(to), from, at);
                return;
            case Shape::list: return list(kind, to, from, at);
            case Shape::map: return map(kind, to, from, at);
            case Shape::personal: return personal(kind, to, from, at);
            case Shape::patch: return patch(kind, to, from, at);
            case Shape::object: return object(kind.type(), to, from, at);
        }
    }

    void object(const Type& type, void* to, JsonCursor& from, const Path& at) {
        FieldSet came = 0;
        members(from, at, "object", [&](std::string_view name, const Path& here) {
            const Field* field = type.field(name);
            if (field == nullptr) {
                if (strict) wrong(here, "unknown", type.name + " has no such field.");
                return void(from.raw());
            }
            if (strict && came & type.bit(*field)) return twice(from, here);
            if (strict && field->flags.required && from.peek() == 'n') return void(from.raw());
            came |= type.bit(*field);
            value(*field->kind, field->of(to), from, here);
        });
        for (const Field& field : type.fields)
            if (strict && field.flags.required && !(came & type.bit(field)))
                wrong(at.child(field.name), "required", "This is needed.");
    }

private:
    /// Calls `each` with every member's name; it has to take the value.
    template <class Each>
    void members(JsonCursor& from, const Path& at, const char* rule, const Each& each) {
        if (from.peek() != '{') {
            from.raw();
            return wrong(at, rule, "Expected an object.");
        }
        std::string scratch;
        for (bool more = from.enter(); more; more = from.more()) {
            const std::string_view name = from.key(scratch);
            each(name, at.child(name));
        }
    }

    void twice(JsonCursor& from, const Path& at) {
        from.raw();
        wrong(at, "twice", "This comes twice in one object.");
    }

    void boolean(void* to, JsonCursor& from, const Path& at) {
        const std::string_view came = from.raw();
        if (came == "true" || came == "false")
            as<bool>(to) = came == "true";
        else
            wrong(at, "boolean", "Expected true or false.");
    }

    /// A string that `take` understands.
    template <class Take>
    void word(JsonCursor& from, const Path& at, const char* rule, const char* message,
              const Take& take) {
        std::string scratch;
        if (from.peek() != '"')
            from.raw();
        else if (take(from.string(scratch)))
            return;
        wrong(at, rule, message);
    }

    void text(void* to, JsonCursor& from, const Path& at) {
        word(from, at, "text", "Expected a text.", [&](std::string_view came) {
            // The parser has refused what is no UTF-8, so there is always a tidy form.
            as<std::string>(to) = strict ? tidy(came).value_or("") : std::string(came);
            return true;
        });
    }

    void id(void* to, JsonCursor& from, const Path& at) {
        word(from, at, "text", "Expected a text.", [&](std::string_view came) {
            as<std::string>(to) = came;
            return true;
        });
    }

    void money(void* to, JsonCursor& from, const Path& at) {
        Money& money = as<Money>(to);
        const bool complete = strict && from.peek() == '{';
        bool minor = false, currency = false;
        members(from, at, "money", [&](std::string_view name, const Path& here) {
            bool& came = name == "minor" ? minor : currency;
            if (name != "minor" && name != "currency") {
                if (strict) wrong(here, "unknown", "Money has a minor and a currency.");
                from.raw();
            } else if (strict && came) {
                twice(from, here);
            } else if (came = true; name == "minor") {
                value(kind_of_number, &money.minor, from, here);
            } else {
                id(&money.currency, from, here);
            }
        });
        if (complete && !minor) wrong(at.child("minor"), "required", "This is needed.");
        if (complete && !currency) wrong(at.child("currency"), "required", "This is needed.");
    }

    void choice(const Kind& kind, void* to, JsonCursor& from, const Path& at) {
        std::string scratch, all;
        const bool is_text = from.peek() == '"';
        const std::string_view came = is_text ? from.string(scratch) : from.raw();
        const auto found = std::find(kind.choices.begin(), kind.choices.end(), came);
        if (is_text && found != kind.choices.end()) {
            as<std::uint8_t>(to) = static_cast<std::uint8_t>(found - kind.choices.begin());
            return;
        }
        for (const std::string_view one : kind.choices)
            all.append(all.empty() ? "" : ", ").append(one);
        wrong(at, "choice", "Expected one of: " + all + ".");
    }

    void list(const Kind& kind, void* to, JsonCursor& from, const Path& at) {
        kind.clear(to);
        if (from.peek() != '[') {
            from.raw();
            return wrong(at, "list", "Expected a list.");
        }
        std::size_t i = 0;
        for (bool more = from.enter(); more; more = from.more())
            value(*kind.inner, kind.grow(to), from, at.child(i++));
    }

    void map(const Kind& kind, void* to, JsonCursor& from, const Path& at) {
        kind.clear(to);
        members(from, at, "map", [&](std::string_view name, const Path& here) {
            const std::string key = strict ? tidy(name).value_or("") : std::string(name);
            const std::size_t before = kind.size(to);
            void* const member = kind.grow_key(to, key);
            if (strict && kind.size(to) == before) return twice(from, here);
            value(*kind.inner, member, from, here);
        });
    }

    void personal(const Kind& kind, void* to, JsonCursor& from, const Path& at) {
        JsonCursor ahead = from;
        if (auto box = take_box(ahead)) {
            from = ahead;
            return kind.close(to, std::move(*box));
        }
        value(*kind.inner, kind.grow(to), from, at);
    }

    void patch(const Kind& kind, void* to, JsonCursor& from, const Path& at) {
        const Type& type = kind.type();
        kind.clear(to);
        FieldSet touched = 0;
        members(from, at, "object", [&](std::string_view name, const Path& here) {
            const Field* field = type.field(name);
            if (field == nullptr || (strict && !field->flags.editable)) {
                if (strict)
                    wrong(here, "unknown", type.name + " has no such field that can be edited.");
                return void(from.raw());
            }
            if (strict && touched & type.bit(*field)) return twice(from, here);
            touched |= type.bit(*field);
            void* values = kind.touch(to, touched);
            if (from.peek() != 'n') return value(*field->kind, field->of(values), from, here);
            from.raw();
            if (strict && field->flags.required) wrong(here, "required", "This cannot be cleared.");
        });
    }

    void wrong(const Path& at, std::string rule, std::string message) {
        report(errors, {at.text(), std::move(rule), std::move(message)});
    }

    static constexpr Kind kind_of_number{
        .shape = Shape::integer, .assign = nullptr, .clear = nullptr};
};

/// False, and an error, when the text is no JSON or nests too deep.
bool parses(std::string_view text, Errors& errors) {
    const auto why = not_json(text);
    if (why) errors.push_back({"", "json", "This is not JSON: " + *why + "."});
    return !why;
}

}  // namespace

Errors from_json(const Type& type, void* object, std::string_view text) {
    Reader reader(false);
    JsonCursor from(text);
    if (parses(text, reader.errors)) reader.object(type, object, from, {});
    return std::move(reader.errors);
}

Errors from_json(const Kind& kind, void* value, std::string_view text) {
    Reader reader(false);
    JsonCursor from(text);
    if (parses(text, reader.errors)) reader.value(kind, value, from, {});
    return std::move(reader.errors);
}

Errors read_command(const Type& type, void* object, std::string_view text) {
    Reader reader(true);
    JsonCursor from(text);
    if (!parses(text, reader.errors)) return std::move(reader.errors);
    reader.object(type, object, from, {});
    validate(type, object, reader.errors);
    return std::move(reader.errors);
}

}  // namespace dossier
