#include "projections/filters.hpp"

#include "base/check.hpp"
#include "projections/ordered.hpp"

#include <algorithm>
#include <array>

namespace dossier {
namespace {

constexpr std::size_t in_max = 50;

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) c == ',' ? void(parts.emplace_back()) : parts.back().push_back(c);
    return parts;
}

const Kind& plain(const Kind& kind) {
    return kind.shape == Shape::optional || kind.shape == Shape::list ? plain(*kind.inner) : kind;
}

/// Makes filters of one column, and complains about its parameter.
class Maker {
public:
    Maker(Inquiry& inquiry, const std::string& name, std::size_t column, const Kind& kind)
        : inquiry_(inquiry), name_(name), column_(column), kind_(kind) {}

    std::optional<ListFilter> make(std::string_view op, const std::string& text) {
        if (op.empty() || op == "ne") return equal(op == "ne", text);
        if (op == "in") return in(text);
        if (op == "null") return null(text);
        if (op == "prefix") return prefix(text);
        if (op == "between") return between(text);
        if (op == "lt") return range({}, value(text, false));
        if (op == "lte") return range({}, after(value(text, true)));
        if (op == "gt") return range(after(value(text, true)), {});
        if (op == "gte") return range(value(text, false), {});
        inquiry_.wrong(name_, "op", "ne, lt, lte, gt, gte, in, between, null or prefix.");
        return {};
    }

private:
    std::string value(const std::string& text, bool last) {
        if (auto bytes = ordered_from_text(kind_, text, last)) return *bytes;
        std::string words;
        for (const std::string_view word : plain(kind_).choices)
            words += (words.empty() ? "" : ", ") + std::string(word);
        inquiry_.wrong(name_, "value",
                       words.empty() ? "\"" + text + "\" is no value of this field."
                                     : "\"" + text + "\" is not one of " + words + ".");
        return {};
    }
    static std::string after(std::string bytes) { return after_prefix(std::move(bytes)); }
    bool nullable() const { return kind_.shape == Shape::optional; }

    std::optional<ListFilter> range(std::string low, std::string high) {
        // Nothing is neither more nor less than something.
        if (high.empty() && nullable()) high = ordered_null;
        return ListFilter{column_, ListFilter::Op::range, {}, {std::move(low), std::move(high)}};
    }
    std::optional<ListFilter> equal(bool not_so, const std::string& text) {
        const bool day = plain(kind_).shape == Shape::timestamp && text.size() == 10;
        if (day && !not_so) return range(value(text, false), after(value(text, true)));
        return ListFilter{column_,
                          not_so ? ListFilter::Op::unequal : ListFilter::Op::equal,
                          {value(text, false)}};
    }
    std::optional<ListFilter> in(const std::string& text) {
        ListFilter filter{column_, ListFilter::Op::in};
        for (const std::string& one : split(text)) filter.values.push_back(value(one, false));
        if (filter.values.size() > in_max) inquiry_.wrong(name_, "limit", "At most 50 values.");
        return filter;
    }
    std::optional<ListFilter> null(const std::string& text) {
        if (text != "true" && text != "false") inquiry_.wrong(name_, "choice", "true or false.");
        if (!nullable()) {
            inquiry_.wrong(name_, "op", "This field always has a value.");
            return {};
        }
        if (text == "true") return ListFilter{column_, ListFilter::Op::equal, {ordered_null}};
        return range({}, ordered_null);
    }
    std::optional<ListFilter> prefix(const std::string& text) {
        if (plain(kind_).shape != Shape::text) {
            inquiry_.wrong(name_, "op", "Only texts have a beginning.");
            return {};
        }
        std::string bytes = value(text, false);
        bytes.resize(bytes.size() - 2);  // without the end of the text
        Range all = Range::prefix(bytes);
        return ListFilter{column_, ListFilter::Op::range, {}, std::move(all)};
    }
    std::optional<ListFilter> between(const std::string& text) {
        const std::vector<std::string> ends = split(text);
        if (ends.size() == 2) return range(value(ends[0], false), after(value(ends[1], true)));
        inquiry_.wrong(name_, "value", "Two values with a comma between them.");
        return {};
    }

    Inquiry& inquiry_;
    const std::string& name_;
    std::size_t column_;
    const Kind& kind_;
};

const ListFilter* equal_on(const std::vector<ListFilter>& filters, std::size_t column) {
    for (const ListFilter& filter : filters)
        if (filter.column == column && filter.op == ListFilter::Op::equal) return &filter;
    return nullptr;
}

/// How well a list answers the question; nothing when it cannot.
std::optional<int> fits(const RecordLists& lists, const RecordList& list,
                        const std::vector<ListFilter>& filters, const ListSort& sort) {
    int worth = 0;
    for (const std::size_t column : list.equal) {
        if (equal_on(filters, column) == nullptr) return {};
        worth += 10;
    }
    if (!list.sort) return sort.column ? std::nullopt : std::optional(worth);
    if (sort.column && sort.column != list.sort) return {};
    const bool pinned = equal_on(filters, *list.sort) != nullptr;
    if (lists.columns()[*list.sort].many() && !pinned) return {};  // a record would come twice
    if (pinned) return worth + 10;
    const bool ranged = std::any_of(filters.begin(), filters.end(), [&](const ListFilter& one) {
        return one.column == *list.sort && one.op == ListFilter::Op::range;
    });
    // Without a wish the order is that of creation, or of the range that was asked for.
    if (!sort.column && (sort.wanted || (!ranged && worth == 0))) return {};
    return worth + (ranged ? 5 : 0);
}

}  // namespace

bool ListFilter::holds(const std::vector<std::string>& of_record) const {
    const auto any = [&](const auto& is) {
        return std::any_of(of_record.begin(), of_record.end(), is);
    };
    const auto listed = [&](const std::string& value) {
        return std::find(values.begin(), values.end(), value) != values.end();
    };
    switch (op) {
        case Op::equal:
        case Op::in: return any(listed);
        case Op::unequal: return !any(listed);
        case Op::range:
            return any([&](const std::string& value) {
                return value >= range.low && (range.high.empty() || value < range.high);
            });
    }
    return false;
}

std::vector<ListFilter> take_filters(Inquiry& inquiry, const RecordLists& lists) {
    std::vector<ListFilter> filters;
    for (const auto& [name, text] : inquiry.rest()) {
        std::string_view op;
        auto column = lists.column(name);
        if (const std::size_t dot = name.rfind('.'); !column && dot != std::string::npos) {
            column = lists.column(name.substr(0, dot));
            op = std::string_view(name).substr(dot + 1);
        }
        if (!column) {
            inquiry.wrong(name, "unknown", "No such parameter, and no field that is listed by.");
            continue;
        }
        Maker maker(inquiry, name, *column, lists.columns()[*column].kind());
        if (auto filter = maker.make(op, text)) filters.push_back(std::move(*filter));
    }
    return filters;
}

ListSort take_sort(Inquiry& inquiry, const RecordLists& lists) {
    const std::string* text = inquiry.take("sort");
    if (text == nullptr) return {};
    const bool falling = text->starts_with('-');
    ListSort sort{{}, falling ? Order::falling : Order::rising, true};
    const std::string name = text->substr(falling ? 1 : 0);
    if (name == "id") return sort;
    sort.column = lists.column(name);
    if (sort.column && !lists.columns()[*sort.column].many()) return sort;
    std::string names = "id";
    for (const ListColumn& column : lists.columns())
        if (!column.many()) names += ", " + column.name;
    inquiry.wrong("sort", "choice", "One of " + names + "; with - in front: falling.");
    return {};
}

ListReading plan_reading(const RecordLists& lists, std::vector<ListFilter> filters,
                         const ListSort& sort) {
    ListReading reading;
    reading.order = sort.order;
    int best = -1;
    for (const RecordList& list : lists.lists()) {
        const auto worth = fits(lists, list, filters, sort);
        if (!worth || *worth <= best) continue;
        best = *worth;
        reading.list = &list;
    }
    DOSSIER_CHECK(reading.list != nullptr);  // there is one of every column, and one of all
    for (const std::size_t column : reading.list->equal)
        reading.equal += equal_on(filters, column)->values.front();
    for (ListFilter& filter : filters) {
        const auto& equal = reading.list->equal;
        const bool in_place = std::find(equal.begin(), equal.end(), filter.column) != equal.end();
        if (in_place && &filter == equal_on(filters, filter.column)) continue;
        const bool sorts = reading.list->sort == filter.column && reading.range.low.empty() &&
                           reading.range.high.empty();
        if (sorts && filter.op == ListFilter::Op::equal)
            reading.range = Range::prefix(filter.values.front());
        else if (sorts && filter.op == ListFilter::Op::range)
            reading.range = filter.range;
        else
            reading.left.push_back(std::move(filter));
    }
    return reading;
}

}  // namespace dossier
