#include "tools/import/words.hpp"

#include "base/text.hpp"
#include "tools/options.hpp"

#include <algorithm>

namespace dossier::tools {
namespace {

/// Words that mean one of ours, where there is no doubt.
struct Synonym {
    std::string_view column, word, ours;
};
constexpr Synonym synonyms[] = {
    {"/channel", "mail", "email"},           {"/channel", "e_mail", "email"},
    {"/channel", "call", "phone_call"},      {"/channel", "phone", "phone_call"},
    {"/channel", "telephone", "phone_call"}, {"/direction", "inbound", "in"},
    {"/direction", "incoming", "in"},        {"/direction", "outbound", "out"},
    {"/direction", "outgoing", "out"},       {"/priority", "medium", "normal"},
};

/// "Phone Call" → phone_call
std::string as_word(std::string_view text) {
    std::string out;
    for (const char c : fold(text)) {
        const bool gap = c == ' ' || c == '-' || c == '_' || c == '.' || c == '/';
        if (!gap)
            out += c;
        else if (!out.empty() && out.back() != '_')
            out += '_';
    }
    while (out.ends_with('_')) out.pop_back();
    return out;
}

std::string word(const Column& column, std::string_view text, std::span<const WordFor> words) {
    for (const WordFor& one : words) {
        const json::object probe{{one.field, "there"}};
        if (value_of(probe, column.from) != nullptr && fold(one.from) == fold(text)) return one.to;
    }
    const std::string ours = as_word(text);
    for (const Synonym& synonym : synonyms)
        if (synonym.column == column.to && synonym.word == ours) return std::string(synonym.ours);
    return ours;
}

bool digits(std::string_view text, std::size_t from, std::size_t count) {
    return text.size() >= from + count &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [](char c) { return c >= '0' && c <= '9'; });
}

/// 2024-03-27, 2024-03-27 12:00, 2024-03-27T12:00:00.000+0000: taken as UTC where no zone is said.
std::string instant(std::string text) {
    const bool day = text.size() >= 10 && digits(text, 0, 4) && text[4] == '-' &&
                     digits(text, 5, 2) && text[7] == '-' && digits(text, 8, 2);
    if (!day) return text;
    if (text.size() == 10) return text + "T00:00:00Z";
    if (text[10] == ' ') text[10] = 'T';
    if (text.size() == 16) text += ":00";
    const std::size_t zone = text.find_first_of("+-Z", 11);
    if (zone == std::string::npos) return text + "Z";
    if (text.size() == zone + 5 && digits(text, zone + 1, 4)) text.insert(zone + 3, ":");
    return text;
}

/// Without what people put between digits; left alone where no country is said.
std::string phone(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (std::string_view(" -./()").find(c) == std::string_view::npos) out += c;
    return out.starts_with('+') ? out : std::string(text);
}

}  // namespace

json::value brought(const Column& column, const json::value& value,
                    std::span<const WordFor> words) {
    if (column.how == How::number || column.how == How::old_id)
        return value.is_string() ? value : json::value(json::serialize(value));
    const auto* text = value.if_string();
    if (text == nullptr) return value;
    const std::string came = tidy(*text).value_or(std::string(*text));
    switch (column.how) {
        case How::word: return json::value(word(column, came, words));
        case How::instant: return json::value(instant(came));
        case How::phone: return json::value(phone(came));
        case How::as_it_is:
        case How::number:
        case How::old_id: break;
    }
    return json::value(came);
}

std::optional<std::string> preferred_channel(std::string_view notes) {
    constexpr std::string_view opening = "preferred contact method:";
    const std::string text = fold(notes);
    const std::size_t at = text.find(opening);
    if (at == std::string::npos) return {};
    const std::string rest = text.substr(at + opening.size());
    const auto said = tidy(rest.substr(0, rest.find_first_of(".,;\n")));
    const std::string ours = as_word(said.value_or(""));
    if (ours == "phone_call" || ours == "call") return "phone";
    for (const std::string_view one : {"email", "phone", "sms", "meeting", "post"})
        if (ours == one) return ours;
    return {};
}

std::string_view role_for(std::string_view department) {
    return fold(department).find("sales") == std::string::npos ? "support" : "sales";
}

WordFor word_for(std::string_view argument) {
    const std::size_t dot = argument.find('.'), equals = argument.rfind('=');
    if (dot == 0 || dot == std::string_view::npos || equals == std::string_view::npos ||
        equals < dot + 2 || equals + 1 == argument.size())
        throw CannotGoOn("--map " + std::string(argument) +
                         " is not of the form status.Escalated=open");
    return {std::string(argument.substr(0, dot)),
            std::string(argument.substr(dot + 1, equals - dot - 1)),
            std::string(argument.substr(equals + 1))};
}

}  // namespace dossier::tools
