#pragma once
// What a list is asked for: field=value, field.op=value; several are and-ed.
//
//     op := ne | lt | lte | gt | gte | in | between | null | prefix        without one: equal
#include "projections/inquiry.hpp"

namespace dossier {

/// One condition on a column, over values as ordered bytes (ordered.hpp).
struct ListFilter {
    enum class Op : std::uint8_t { equal, unequal, range, in };
    std::size_t column = 0;
    Op op = Op::equal;
    std::vector<std::string> values = {};  // equal, unequal: one; in: those
    Range range = {};                      // of values: from low, up to and without high

    bool holds(const std::vector<std::string>& of_record) const;
};

/// Takes every parameter that names a column; the others are wrong.
std::vector<ListFilter> take_filters(Inquiry&, const RecordLists&);

/// Which index to read, how much of it, and what is left to be asked of each record.
struct ListReading {
    const RecordList* list = nullptr;
    Range range;
    std::string equal;  // the end of the place
    std::vector<ListFilter> left;
    Order order = Order::rising;
};

/// By which column, and which way; nothing is in order of creation.
struct ListSort {
    std::optional<std::size_t> column = {};
    Order order = Order::rising;
    bool wanted = false;
};
/// Takes `sort`, and so goes before take_filters.
ListSort take_sort(Inquiry&, const RecordLists&);

ListReading plan_reading(const RecordLists&, std::vector<ListFilter>, const ListSort&);

}  // namespace dossier
