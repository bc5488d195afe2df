#include "tools/json.hpp"

#include "base/time.hpp"

namespace dossier::tools {
namespace {

constexpr std::size_t seconds_end = 19;  // of 2024-03-27T09:30:00.000000Z

std::string shown_text(std::string_view text) {
    if (text.size() == 27 && text.back() == 'Z' && timestamp_of(text)) {
        std::string out(text.substr(0, seconds_end));
        out[10] = ' ';
        return out;
    }
    return std::string(text);
}

std::string shown_list(const json::array& list) {
    std::string out;
    for (const json::value& one : list) out += (out.empty() ? "" : ", ") + shown(one);
    return out;
}

std::string shown_object(const json::object& object) {
    if (const auto* hidden = object.if_contains("hidden"); hidden != nullptr && object.size() == 1)
        return "(" + shown(*hidden) + ")";
    std::string out;
    for (const auto& [name, value] : object)
        out += (out.empty() ? "" : "  ") + std::string(name) + ": " + shown(value);
    return out;
}

}  // namespace

std::optional<json::value> parsed(std::string_view text) {
    json::error_code failed;
    auto value = json::parse(text, failed);
    if (failed) return std::nullopt;
    return value;
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

std::string shown(const json::value& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return shown_text(value.get_string());
    if (value.is_array()) return shown_list(value.get_array());
    if (value.is_object()) return shown_object(value.get_object());
    return json::serialize(value);
}

}  // namespace dossier::tools
