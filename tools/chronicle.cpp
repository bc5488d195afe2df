#include "tools/chronicle.hpp"

#include "tools/terminal.hpp"

namespace dossier::tools {
namespace {

constexpr std::size_t minute_end = 16;  // of 2024-03-27 09:30:00
constexpr std::size_t when_columns = 18, kind_columns = 15;

const json::object* data_of(const json::object& item) {
    const auto* data = item.if_contains("data");
    return data != nullptr && data->is_object() ? &data->get_object() : &item;
}

std::string member(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value == nullptr ? "" : shown(*value);
}

std::string when(const json::object& item) {
    const std::string occurred = member(item, "occurred_at");
    return (occurred.empty() ? member(item, "at") : occurred).substr(0, minute_end);
}

/// The case's number, the channel and direction, the status: what a reader looks for first.
std::string about(const json::object& data) {
    std::string out;
    const auto add = [&](const std::string& text) {
        if (!text.empty()) out += (out.empty() ? "" : " ") + text;
    };
    if (const std::string number = member(data, "number"); !number.empty()) add("#" + number);
    for (const char* name : {"channel", "direction", "status", "status_after"})
        add(member(data, name));
    for (const char* name : {"subject", "title"}) add(member(data, name));
    return out;
}

std::string happened(const json::object& item, std::size_t columns) {
    const json::object& data = *data_of(item);
    std::string what = about(data);
    if (const auto* of_case = item.if_contains("case"); of_case && of_case->is_object()) {
        const auto& the = of_case->get_object();
        what = "#" + member(the, "number") + " " + member(the, "title") +
               (what.empty() || data.contains("client") ? "" : ": " + what);
        if (member(item, "kind") == "case_status") what += ": " + member(item, "type");
    }
    std::string out = padded(when(item), when_columns) +
                      coloured(padded(member(item, "kind"), kind_columns), Colour::blue) +
                      fitted(what, columns - when_columns - kind_columns) + "\n";
    if (const std::string body = member(data, "body"); !body.empty())
        out += std::string(when_columns, ' ') +
               coloured(fitted(body, columns - when_columns), Colour::dim) + "\n";
    return out;
}

std::string side(const json::object& change, const char* name) {
    const std::string text = member(change, name);
    return text.empty() ? "nothing" : text;
}

std::string changed(const json::object& item, std::size_t columns) {
    const auto* command = item.if_contains("command");
    const std::string asked = command != nullptr && command->is_object()
                                  ? member(command->get_object(), "type")
                                  : member(item, "command");
    std::string out = padded(when(item), when_columns) + coloured(asked, Colour::bold);
    for (const char* name : {"by", "via", "reason"})
        if (const std::string text = member(item, name); !text.empty())
            out += "  " + (std::string(name) == "by" ? text : std::string(name) + " " + text);
    out = fitted(out, columns + 8) + "\n";
    for (const json::value& one : item.at("changes").get_array()) {
        if (!one.is_object()) continue;
        const auto& change = one.get_object();
        out += std::string(when_columns, ' ') +
               fitted(member(change, "field") + ": " + side(change, "before") + " → " +
                          side(change, "after"),
                      columns - when_columns) +
               "\n";
    }
    return out;
}

bool is_change(const json::value& item) {
    const auto* changes = item.is_object() ? item.get_object().if_contains("changes") : nullptr;
    return changes != nullptr && changes->is_array();
}

bool is_happening(const json::value& item) {
    return item.is_object() && item.get_object().contains("kind") &&
           item.get_object().contains("occurred_at");
}

}  // namespace

bool is_chronicle(const json::array& items) {
    return !items.empty() && (is_change(items[0]) || is_happening(items[0]));
}

std::string chronicle(const json::array& items, std::size_t columns) {
    columns = std::max<std::size_t>(columns, 40);
    std::string out;
    for (const json::value& item : items)
        if (item.is_object())
            out += is_change(item) ? changed(item.get_object(), columns)
                                   : happened(item.get_object(), columns);
    return out;
}

}  // namespace dossier::tools
