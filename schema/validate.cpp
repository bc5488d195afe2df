// The one validator: what the flags of a field promise, checked on an open value.
#include "schema/formats.hpp"
#include "schema/walk.hpp"

#include <algorithm>
#include <set>

namespace dossier {
namespace {

bool contains_list(const Kind& kind) {
    return kind.shape == Shape::list || kind.shape == Shape::map ||
           (kind.inner != nullptr && contains_list(*kind.inner));
}

bool empty(const Kind& kind, const void* value) {
    switch (kind.shape) {
        case Shape::text:
        case Shape::id: return as<std::string>(value).empty();
        case Shape::list:
        case Shape::map: return kind.size(value) == 0;
        case Shape::optional:
        case Shape::personal: {
            const void* inner = kind.peek(value);
            return inner == nullptr || empty(*kind.inner, inner);
        }
        case Shape::boolean:
        case Shape::integer:
        case Shape::json:
        case Shape::timestamp:
        case Shape::choice:
        case Shape::patch:
        case Shape::object: return false;  // there once it came, and the reader has seen to that
    }
    return false;
}

std::size_t scalars(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// C0 and DEL; a newline and a tab only where several lines are meant.
bool has_control(std::string_view text, bool multiline) {
    return std::any_of(text.begin(), text.end(), [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && !(multiline && (c == '\n' || c == '\t'))) || byte == 0x7f;
    });
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

}  // namespace

void validate(const Type& type, const void* object, Errors& errors) {
    std::set<std::string> reported;
    for (const Error& error : errors) reported.insert(error.path);
    const auto wrong = [&](const Path& at, const char* rule, std::string message) {
        std::string path = at.text();
        if (reported.insert(path).second)
            report(errors, {std::move(path), rule, std::move(message)});
    };
    const auto check = [&](const Place& place) {
        const Flags& flags = place.field.flags;
        if (place.kind.shape == Shape::personal && place.kind.box(place.value))
            return wrong(place.path, "open", "Send the value itself, not a sealed box.");
        if (&place.kind == place.field.kind && flags.required && empty(place.kind, place.value))
            return wrong(place.path, "required", "This is needed.");
        if ((place.kind.shape == Shape::list || place.kind.shape == Shape::map) &&
            place.kind.size(place.value) > flags.limit)
            return wrong(place.path, "limit",
                         "At most " + std::to_string(flags.limit) + " of these.");
        if (place.kind.shape == Shape::id && !is_id(as<std::string>(place.value)))
            return wrong(place.path, "id", "Expected an id like contact/018f….");
        if (place.kind.shape != Shape::text) return;
        const std::string& text = as<std::string>(place.value);
        const std::size_t limit = contains_list(*place.field.kind) ? Flags{}.limit : flags.limit;
        if (scalars(text) > limit)
            return wrong(place.path, "limit", "At most " + std::to_string(limit) + " characters.");
        if (has_control(text, flags.multiline))
            return wrong(place.path, "control", "No control characters, please.");
        const FormRule& form = rule_of(flags.form);
        if (!text.empty() && !form.holds(text)) wrong(place.path, form.rule, form.message);
    };
    walk(type, object, check);
}

}  // namespace dossier
