// The one validator: what the flags of a field promise, checked on an open value.
#include "base/text.hpp"
#include "schema/formats.hpp"
#include "schema/walk.hpp"

#include <algorithm>
#include <set>

namespace dossier {
namespace {

constexpr std::size_t json_bytes_max = 64 << 10, json_value_depth_max = 8;

bool contains_list(const Kind& kind) {
    return kind.shape == Shape::list || kind.shape == Shape::map ||
           (kind.inner != nullptr && contains_list(*kind.inner));
}

bool empty(const Kind& kind, const void* value) {
    switch (kind.shape) {
        case Shape::text:
        case Shape::id: return as<std::string>(value).empty();
        case Shape::json: return as<std::string>(value).empty() || as<std::string>(value) == "null";
        case Shape::money: return as<Money>(value).currency.empty();
        case Shape::list:
        case Shape::map: return kind.size(value) == 0;
        case Shape::optional:
        case Shape::personal: {
            const void* inner = kind.peek(value);
            return inner == nullptr || empty(*kind.inner, inner);
        }
        case Shape::patch: return kind.touched(value) == 0;
        case Shape::boolean:
        case Shape::integer:
        case Shape::timestamp:
        case Shape::date:
        case Shape::duration:
        case Shape::decimal:
        case Shape::choice:
        case Shape::object: return false;  // there once it came, and the reader has seen to that
    }
    return false;
}

/// local@domain with a dot in the domain; RFC 5321 lengths: 64 and 254.
bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == 0 || at == std::string_view::npos || at > 64 || text.size() > 254) return false;
    const std::string_view domain = text.substr(at + 1);
    const std::size_t dot = domain.rfind('.');
    return text.find_first_of(" \t\r\n<>,;") == std::string_view::npos &&
           domain.find('@') == std::string_view::npos && dot != std::string_view::npos && dot > 0 &&
           dot + 1 < domain.size();
}

/// E.164: a plus and 8 to 15 digits.
bool is_phone(std::string_view text) {
    return text.size() >= 9 && text.size() <= 16 && text[0] == '+' &&
           text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// A stream, or nothing: whether it is needed is another rule.
bool is_id(std::string_view text) { return text.empty() || is_stream_id(text); }

bool is_url(std::string_view text) {
    return text.size() <= 2048 && (text.starts_with("https://") || text.starts_with("http://")) &&
           text.size() > text.find("//") + 2 && text.find(' ') == std::string_view::npos;
}

struct FormRule {
    const char *rule, *message;
    bool (*holds)(std::string_view);
};

const FormRule& rule_of(Form form) {
    static const FormRule any{"", "", [](std::string_view) { return true; }};
    static const FormRule email{"email", "Expected an e-mail address like kim@example.com.",
                                is_email};
    static const FormRule phone{"phone", "Expected a number like +1234567890.", is_phone};
    static const FormRule url{"url", "Expected an http or https address.", is_url};
    switch (form) {
        case Form::any: return any;
        case Form::email: return email;
        case Form::phone: return phone;
        case Form::url: return url;
    }
    return any;
}

/// How deep objects and lists stand in each other.
std::size_t depth(std::string_view json) {
    std::size_t open = 0, deepest = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (quoted && json[i] == '\\')
            ++i;
        else if (json[i] == '"')
            quoted = !quoted;
        else if (!quoted && (json[i] == '{' || json[i] == '['))
            deepest = std::max(deepest, ++open);
        else if (!quoted && (json[i] == '}' || json[i] == ']'))
            --open;
    }
    return deepest;
}

/// What is wrong with the value at one place; the rule is null when nothing is.
struct Finding {
    const char* rule = nullptr;
    std::string message = {};
};

Finding at_most(std::size_t n, const char* what) {
    return {"limit", "At most " + std::to_string(n) + " " + what + "."};
}

Finding check_text(const std::string& text, const Place& place) {
    const Flags& flags = place.field.flags;
    const std::size_t limit = contains_list(*place.field.kind) ? Flags{}.limit : flags.limit;
    if (flags.bytes > 0 && text.size() > flags.bytes) return at_most(flags.bytes, "bytes");
    if (flags.bytes == 0 && scalars(text) > limit) return at_most(limit, "characters");
    if (has_control(text, flags.multiline)) return {"control", "No control characters, please."};
    const FormRule& form = rule_of(flags.form);
    if (!text.empty() && !form.holds(text)) return {form.rule, form.message};
    return {};
}

Finding check_json(const std::string& text, const Flags& flags) {
    const std::size_t bytes = flags.bytes > 0 ? flags.bytes : json_bytes_max;
    if (text.size() > bytes) return at_most(bytes, "bytes");
    if (depth(text) > json_value_depth_max) return at_most(json_value_depth_max, "levels");
    return {};
}

Finding check_number(std::int64_t number, const Flags& flags, int scale) {
    if (flags.min && number < *flags.min)
        return {"min", "At least " + decimal_text(*flags.min, scale) + "."};
    if (flags.max && number > *flags.max)
        return {"max", "At most " + decimal_text(*flags.max, scale) + "."};
    return {};
}

Finding check_money(const Money& money, const Flags& flags) {
    if (!is_currency(money.currency)) return {"currency", "Expected a currency like EUR."};
    if (!is_money(money)) return {"limit", "This is more than we count."};
    return check_number(money.minor, flags, minor_digits(money.currency));
}

Finding check_map(const Kind& kind, const void* map, const Flags& flags) {
    if (kind.size(map) > flags.limit) return at_most(flags.limit, "of these");
    for (std::size_t i = 0; i < kind.size(map); ++i) {
        const std::string& key = kind.key(map, i);
        if (key.empty() || scalars(key) > Flags{}.limit || has_control(key, false))
            return {"key", "Expected names of 1 to 200 plain characters."};
    }
    return {};
}

Finding check(const Place& place) {
    const Flags& flags = place.field.flags;
    const Kind& kind = place.kind;
    if (kind.shape == Shape::personal && kind.box(place.value))
        return {"open", "Send the value itself, not a sealed box."};
    if (&kind == place.field.kind && flags.required && empty(kind, place.value))
        return {"required", "This is needed."};
    switch (kind.shape) {
        case Shape::text: return check_text(as<std::string>(place.value), place);
        case Shape::json: return check_json(as<std::string>(place.value), flags);
        case Shape::integer:
        case Shape::duration: return check_number(as<std::int64_t>(place.value), flags, 0);
        case Shape::decimal: return check_number(as<std::int64_t>(place.value), flags, kind.scale);
        case Shape::money: return check_money(as<Money>(place.value), flags);
        case Shape::map: return check_map(kind, place.value, flags);
        case Shape::list:
            if (kind.size(place.value) > flags.limit) return at_most(flags.limit, "of these");
            return {};
        case Shape::id:
            if (!is_id(as<std::string>(place.value)))
                return {"id", "Expected an id like contact/018f…."};
            return {};
        case Shape::boolean:
        case Shape::timestamp:
        case Shape::date:
        case Shape::choice:
        case Shape::optional:
        case Shape::personal:
        case Shape::patch:
        case Shape::object: return {};
    }
    return {};
}

}  // namespace

void validate(const Type& type, const void* object, Errors& errors) {
    std::set<std::string> reported;
    for (const Error& error : errors) reported.insert(error.path);
    walk(type, object, [&](const Place& place) {
        Finding found = check(place);
        if (found.rule == nullptr) return;
        std::string path = place.path.text();
        if (reported.insert(path).second)
            report(errors, {std::move(path), found.rule, std::move(found.message)});
    });
}

}  // namespace dossier
