#include "tools/table.hpp"

#include "tools/chronicle.hpp"
#include "tools/terminal.hpp"

#include <algorithm>
#include <vector>

namespace dossier::tools {
namespace {

constexpr std::size_t column_min = 6;
constexpr std::string_view gap = "  ";

using Row = std::vector<std::string>;

/// What people look for first, in this order; then the rest as it comes, without what only
/// programs want.
const std::vector<std::string> first_names = {"number", "display_name", "name",    "title",
                                              "status", "priority",     "deadline"};
const std::vector<std::string> unwanted_names = {"version",    "seq",        "created_at",
                                                 "created_by", "updated_by", "external_ids",
                                                 "addresses",  "expanded"};

void arrange(std::vector<std::string>& names) {
    std::erase_if(names, [](const std::string& name) {
        return std::find(unwanted_names.begin(), unwanted_names.end(), name) !=
               unwanted_names.end();
    });
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
        return std::find(first_names.begin(), first_names.end(), a) <
               std::find(first_names.begin(), first_names.end(), b);
    });
}

/// The members of all items, in the order they are first met.
std::vector<std::string> names_in(const json::array& items) {
    std::vector<std::string> names;
    for (const json::value& item : items)
        if (item.is_object())
            for (const auto& [name, value] : item.get_object())
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.emplace_back(name);
    return names;
}

/// What people call the record that a field leads to, where that stands beside the item.
std::string name_beside(const json::object& item, const std::string& field) {
    const auto* expanded = item.if_contains("expanded");
    if (expanded == nullptr || !expanded->is_object()) return {};
    const auto* other = expanded->get_object().if_contains(field);
    if (other == nullptr || !other->is_object()) return {};
    for (const char* called : {"display_name", "name", "title"})
        if (const auto* name = other->get_object().if_contains(called)) return shown(*name);
    return {};
}

std::string cell(const json::value& item, const std::string& name) {
    if (!item.is_object()) return name == "value" ? shown(item) : "";
    const auto* value = item.get_object().if_contains(name);
    if (value == nullptr) return {};
    const std::string called = name_beside(item.get_object(), name);
    return called.empty() ? shown(*value) : called + " " + shown(*value);
}

/// A column in which no row has anything tells nothing.
void drop_empty(std::vector<std::string>& names, const json::array& items) {
    std::erase_if(names, [&](const std::string& name) {
        return std::all_of(items.begin(), items.end(), [&](const json::value& item) {
            const std::string text = cell(item, name);
            return text.empty() || text == "false" || text == "0";
        });
    });
}

/// The widest gives way until all fit.
void shrink(std::vector<std::size_t>& widths, std::size_t columns) {
    const auto total = [&] {
        std::size_t sum = widths.empty() ? 0 : gap.size() * (widths.size() - 1);
        for (const std::size_t width : widths) sum += width;
        return sum;
    };
    while (!widths.empty() && total() > columns) {
        auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= column_min) return;
        --*widest;
    }
}

Colour colour_of(std::string_view text) {
    if (text == "urgent" || text == "overdue") return Colour::red;
    if (text == "high") return Colour::yellow;
    if (text == "closed" || text == "low" || text.starts_with('(')) return Colour::dim;
    if (text == "resolved") return Colour::green;
    return Colour::plain;
}

std::string line_of(const Row& row, const std::vector<std::size_t>& widths, bool header) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const bool last = i + 1 == row.size();
        const std::string text = last ? fitted(row[i], widths[i]) : padded(row[i], widths[i]);
        out += coloured(text, header ? Colour::bold : colour_of(row[i])) +
               (last ? "" : std::string(gap));
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
}

std::string table(const std::vector<Row>& rows, std::size_t columns) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width_of(row[i]));
    shrink(widths, columns);
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i) out += line_of(rows[i], widths, i == 0);
    return out;
}

/// The first that are readable beside each other.
void keep_what_fits(std::vector<std::string>& names, const json::array& items,
                    std::size_t columns) {
    constexpr std::size_t readable = 20;
    std::size_t used = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::size_t widest = width_of(names[i]);
        for (const json::value& item : items)
            widest = std::max(widest, width_of(cell(item, names[i])));
        used += std::min(widest, readable) + gap.size();
        if (used > columns + gap.size()) return names.resize(std::max<std::size_t>(i, 1));
    }
}

std::string list(const json::array& items, std::size_t columns) {
    std::vector<std::string> names = names_in(items);
    drop_empty(names, items);
    arrange(names);
    keep_what_fits(names, items, columns);
    if (names.empty()) names = {"value"};
    std::vector<Row> rows = {names};
    for (const json::value& item : items) {
        Row row;
        for (const std::string& name : names) row.push_back(cell(item, name));
        rows.push_back(std::move(row));
    }
    return table(rows, columns);
}

std::string card(const json::value& item) {
    if (!item.is_object()) return shown(item);
    const auto& object = item.get_object();
    const auto* number = object.if_contains("number");
    std::string out = number == nullptr ? text_of(object, "id") : "#" + shown(*number);
    if (const auto* title = object.if_contains("title")) out += " " + shown(*title);
    if (const std::string priority = text_of(object, "priority");
        priority == "urgent" || priority == "high")
        out += " (" + priority + ")";
    return out;
}

/// board := columns side by side, each a status with its count, its cards below.
std::string board(const json::array& all, std::size_t columns) {
    std::vector<Row> rows(1);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].is_object()) continue;
        const auto& column = all[i].get_object();
        const std::string name = text_of(column, "status");
        const auto* count = column.if_contains("count");
        rows[0].push_back(name + (count == nullptr ? "" : " (" + shown(*count) + ")"));
        const auto* items = items_of(all[i]);
        for (std::size_t at = 0; items != nullptr && at < items->size(); ++at) {
            if (rows.size() <= at + 1) rows.emplace_back();
            rows[at + 1].resize(i + 1);
            rows[at + 1][i] = card((*items)[at]);
        }
    }
    for (Row& row : rows) row.resize(rows[0].size());
    return table(rows, columns);
}

std::string record(const json::object& object) {
    std::vector<Row> rows;
    std::size_t width = 0;
    std::string out;
    for (const auto& [name, value] : object) width = std::max(width, width_of(name));
    for (const auto& [name, value] : object) {
        if (const std::string text = shown(value); !text.empty())
            out += coloured(padded(name, width), Colour::bold) + std::string(gap) +
                   coloured(text, colour_of(text)) + "\n";
    }
    return out;
}

/// What stands beside the items: how many there are, at which sequence this is true, what is next.
std::string footer(const json::object& answer) {
    std::string out;
    for (const auto& [name, value] : answer)
        if (!value.is_object() && name != "items" && name != "columns" && !shown(value).empty())
            out += (out.empty() ? "" : "  ") + std::string(name) + " " + shown(value);
    return out.empty() ? out : coloured(out, Colour::dim) + "\n";
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

void flatten(const json::value& value, const std::string& name, json::object& to) {
    if (value.is_object() && !value.get_object().empty()) {
        for (const auto& [inner, one] : value.get_object())
            flatten(one, name.empty() ? std::string(inner) : name + "." + std::string(inner), to);
    } else {
        to[name.empty() ? "value" : name] = value;
    }
}

std::string raw(const json::value& value) {
    if (value.is_null()) return "";
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

}  // namespace

const json::array* items_of(const json::value& answer) {
    if (answer.is_array()) return &answer.get_array();
    if (!answer.is_object()) return nullptr;
    const auto* items = answer.get_object().if_contains("items");
    if (items == nullptr) items = answer.get_object().if_contains("cards");
    return items != nullptr && items->is_array() ? &items->get_array() : nullptr;
}

std::string drawn(const json::value& answer, std::size_t columns) {
    if (const auto* items = items_of(answer)) {
        std::string out = items->empty()         ? "nothing\n"
                          : is_chronicle(*items) ? chronicle(*items, columns)
                                                 : list(*items, columns);
        return answer.is_object() ? out + footer(answer.get_object()) : out;
    }
    if (!answer.is_object()) return shown(answer) + "\n";
    const auto& object = answer.get_object();
    const auto* all = object.if_contains("columns");
    if (all != nullptr && all->is_array()) return board(all->get_array(), columns) + footer(object);
    return record(object);
}

std::string as_csv(const json::value& answer) {
    json::array rows;
    const json::array alone = {answer};
    const json::array* items = items_of(answer);
    for (const json::value& item : items == nullptr ? alone : *items) {
        json::object flat;
        flatten(item, "", flat);
        rows.push_back(std::move(flat));
    }
    const std::vector<std::string> names = names_in(rows);
    std::string out;
    const auto line = [&](const auto& value_of) {
        for (std::size_t i = 0; i < names.size(); ++i)
            out += (i == 0 ? "" : ",") + quoted(value_of(names[i]));
        out += "\r\n";
    };
    line([](const std::string& name) { return name; });
    for (const json::value& row : rows)
        line([&](const std::string& name) {
            const auto* value = row.get_object().if_contains(name);
            return value == nullptr ? "" : raw(*value);
        });
    return out;
}

}  // namespace dossier::tools
