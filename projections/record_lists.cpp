#include "projections/record_lists.hpp"

#include "base/check.hpp"
#include "base/hash.hpp"
#include "projections/ordered.hpp"

#include <algorithm>

namespace dossier {

std::vector<std::string> ListColumn::values(const void* state) const {
    const void* value = field->of(state);
    if (inside == nullptr) return ordered(*field->kind, value);
    std::vector<std::string> all;
    for (std::size_t i = 0; i < field->kind->size(value); ++i)
        for (std::string& one : ordered(*inside->kind, inside->of(field->kind->at(value, i))))
            all.push_back(std::move(one));
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

RecordLists::RecordLists(const Aggregate& aggregate) : aggregate_(aggregate) {
    for (const Field& field : aggregate.state->fields) {
        if (field.flags.indexed && field.name != "archived" && is_ordered(*field.kind))
            columns_.push_back({std::string(field.name), &field});
        if (field.kind->shape != Shape::list || field.kind->inner->shape != Shape::object) continue;
        for (const Field& inside : field.kind->inner->type().fields)
            if (inside.flags.indexed && is_ordered(*inside.kind))
                columns_.push_back(
                    {std::string(field.name) + "." + std::string(inside.name), &field, &inside});
    }
    add({}, {});
    for (std::size_t i = 0; i < columns_.size(); ++i) add({}, i);
    for (const ListFields& fields : aggregate.lists) {
        std::vector<std::size_t> which;
        for (const std::string_view name : fields) {
            const auto at = column(name);
            DOSSIER_CHECK(at && !columns_[*at].many());
            which.push_back(*at);
        }
        const std::size_t sort = which.back();
        which.pop_back();
        add(std::move(which), sort);
    }
}

void RecordLists::add(std::vector<std::size_t> equal, std::optional<std::size_t> sort) {
    DOSSIER_CHECK(lists_.size() < 200);  // the numbers above are for other rows
    lists_.push_back({static_cast<std::uint8_t>(lists_.size()), std::move(equal), sort});
}

std::optional<std::size_t> RecordLists::column(std::string_view name) const {
    const auto found = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const ListColumn& one) { return one.name == name; });
    if (found == columns_.end()) return {};
    return static_cast<std::size_t>(found - columns_.begin());
}

std::string RecordLists::place(std::string_view tenant, const RecordList& list, bool archived) {
    std::string place = tenant_key(tenant);
    place.push_back(static_cast<char>(list.number));
    place.push_back(archived ? 1 : 0);
    return place;
}

std::vector<IndexRow> RecordLists::rows(std::string_view tenant, std::string_view uuid,
                                        const void* state) const {
    std::vector<std::vector<std::string>> values;
    values.reserve(columns_.size());
    for (const ListColumn& column : columns_) values.push_back(column.values(state));
    const bool archived = !aggregate_.live(state);
    std::string id;
    put_uuid(id, uuid);

    std::vector<IndexRow> rows;
    for (const RecordList& list : lists_) {
        std::string where = place(tenant, list, archived);
        for (const std::size_t column : list.equal) where += values[column].front();
        if (!list.sort) {
            rows.push_back({std::move(where), id});
            continue;
        }
        for (const std::string& value : values[*list.sort]) rows.push_back({where, value + id});
    }
    return rows;
}

std::string RecordLists::fingerprint() const {
    std::string text;
    for (const ListColumn& column : columns_)
        text += column.name + ":" + std::to_string(static_cast<int>(column.kind().shape)) + ",";
    for (const RecordList& list : lists_) {
        for (const std::size_t column : list.equal) text += std::to_string(column) + "+";
        text += list.sort ? std::to_string(*list.sort) + ";" : ";";
    }
    return hash128_text(text).substr(0, 16);
}

}  // namespace dossier
