#include "schema/sample.hpp"

#include <algorithm>
#include <limits>

namespace dossier {
namespace {

constexpr const char* words[] = {"",         "kim",         "lee",   "Ünïcödé ☃",
                                 "a\"quote", "line\nbreak", "case/1"};
constexpr std::size_t day_us_bits = 52;  // some instant from 1970 to 2112

}  // namespace

Object Sampler::make(const Type& type) {
    Object object(type);
    for (const Field& field : type.fields) fill(field, *field.kind, field.of(object.get()));
    return object;
}

Object Sampler::command(const Type& type) {
    good_ = true;
    Object object = make(type);
    good_ = false;
    return object;
}

void Sampler::fill(const Field& field, const Kind& kind, void* value) {
    const std::size_t least = good_ && field.flags.required ? 1 : 0;
    switch (kind.shape) {
        case Shape::boolean: as<bool>(value) = below(2); return;
        case Shape::integer:
        case Shape::duration: as<std::int64_t>(value) = number(field.flags); return;
        case Shape::decimal:
            as<std::int64_t>(value) =
                std::clamp(number(field.flags), -decimal_units_max, decimal_units_max);
            return;
        case Shape::money: as<Money>(value) = money(field.flags); return;
        case Shape::timestamp:
            as<Timestamp>(value).us = static_cast<std::int64_t>(below(1ull << day_us_bits));
            return;
        case Shape::date: as<Date>(value).days = static_cast<std::int64_t>(below(40'000)); return;
        case Shape::choice:
            as<std::uint8_t>(value) = static_cast<std::uint8_t>(below(kind.choices.size()));
            return;
        case Shape::json: as<std::string>(value) = R"({"a":[1,null,"b"]})"; return;
        case Shape::id: as<std::string>(value) = id(field.flags); return;
        case Shape::text: as<std::string>(value) = text(field.flags); return;
        case Shape::optional:
        case Shape::list:
            kind.clear(value);
            for (std::size_t n = least + below(kind.shape == Shape::list ? 3 : 2); n-- > 0;)
                fill(field, *kind.inner, kind.grow(value));
            return;
        case Shape::map:
            kind.clear(value);
            for (std::size_t n = std::max(least, below(3)); n-- > 0;)
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

std::string Sampler::id(const Flags& flags) {
    const auto& to = flags.refers;
    const std::string_view aggregate =
        to.empty() || to.front() == "*" ? "case" : to[below(to.size())];
    return std::string(aggregate) + "/" + uuid_text(0x018e7f5c70007000, below(9));
}

std::string Sampler::text(const Flags& flags) {
    const std::string n = std::to_string(below(1000) + 1000);
    switch (good_ ? flags.form : Form::any) {
        case Form::any: break;
        case Form::email: return "kim" + n + "@example.com";
        case Form::phone: return "+12345" + n;
        case Form::url: return "https://example.com/" + n;
    }
    if (!good_) return words[below(std::size(words))];
    const std::string word = words[1 + below(3)];
    const bool fits = flags.bytes > 0 ? word.size() <= flags.bytes : flags.limit >= 10;
    return fits ? word : "k";
}

std::int64_t Sampler::number(const Flags& flags) {
    const auto any = static_cast<std::int64_t>(random_());
    if (!good_ || (!flags.min && !flags.max)) return any;
    const std::int64_t min = flags.min.value_or(std::numeric_limits<std::int64_t>::min());
    const std::int64_t max = flags.max.value_or(std::numeric_limits<std::int64_t>::max());
    const auto width = static_cast<std::uint64_t>(max) - static_cast<std::uint64_t>(min) + 1;
    const auto step = static_cast<std::uint64_t>(any);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(min) +
                                     (width == 0 ? step : step % width));
}

Money Sampler::money(const Flags& flags) {
    constexpr const char* currencies[] = {"EUR", "USD", "JPY", "KWD"};
    const std::int64_t minor = number(flags) % (money_minor_max + 1);
    return {minor, currencies[below(std::size(currencies))]};
}

void Sampler::patch(const Kind& kind, void* value) {
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

}  // namespace dossier
