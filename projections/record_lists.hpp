#pragma once
// The lists every aggregate has unasked: of all its records, by each .indexed() field, and in the
// orders its table names.
//
//     place := tenant 0 list:u8 archived:u8 value*      the values that are equal
//     rest  := value? uuid:byte{16}                     what it is sorted by, and whose it is
#include "domain/kernel/aggregate.hpp"
#include "projections/sight.hpp"

namespace dossier {

/// What lists know of a record: a field of its state, or of the things in one of its lists.
struct ListColumn {
    std::string name;  // "status", "company_links.company"
    const Field* field = nullptr;
    const Field* inside = nullptr;  // of the elements, where the field is a list of objects

    const Kind& kind() const { return inside ? *inside->kind : *field->kind; }
    bool many() const { return field->kind->shape == Shape::list; }
    /// As ordered bytes: one, or one for each element.
    std::vector<std::string> values(const void* state) const;
};

struct RecordList {
    std::uint8_t number = 0;
    std::vector<std::size_t> equal = {};  // columns
    std::optional<std::size_t> sort = {};
};

class RecordLists {
public:
    explicit RecordLists(const Aggregate&);

    const std::vector<ListColumn>& columns() const { return columns_; }
    const std::vector<RecordList>& lists() const { return lists_; }
    std::optional<std::size_t> column(std::string_view name) const;

    /// Every index row of a record, sorted.
    std::vector<IndexRow> rows(std::string_view tenant, std::string_view uuid,
                               const void* state) const;

    static std::string place(std::string_view tenant, const RecordList&, bool archived);

    /// Changes when the rows of a record would.
    std::string fingerprint() const;

private:
    void add(std::vector<std::size_t> equal, std::optional<std::size_t> sort);

    const Aggregate& aggregate_;
    std::vector<ListColumn> columns_;
    std::vector<RecordList> lists_;
};

}  // namespace dossier
