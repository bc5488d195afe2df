// GET /v1/{plural}: the records of one kind, by any field that is listed by.
#include "domain/catalog.hpp"
#include "projections/answers.hpp"
#include "projections/filters.hpp"
#include "projections/ordered.hpp"
#include "projections/record_view.hpp"
#include "schema/json_text.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr std::int64_t total_max = 10'000;
constexpr std::int64_t looked_at_max =
    20'000;  // records behind one page, where an index does not do

bool fits(const RecordLists& lists, const std::vector<ListFilter>& filters, const void* state) {
    return std::all_of(filters.begin(), filters.end(), [&](const ListFilter& filter) {
        return filter.holds(lists.columns()[filter.column].values(state));
    });
}

/// Goes through a list until a page is full, or enough was looked at.
class Lister {
public:
    Lister(const Inquiry& inquiry, const Aggregate& aggregate, const ListReading& reading,
           bool archived)
        : inquiry_(inquiry),
          aggregate_(aggregate),
          lists_(inquiry.views().lists(aggregate)),
          reading_(reading),
          sight_(inquiry.sight(std::string(aggregate.plural))),
          place_(RecordLists::place(inquiry.tenant(), *reading.list, archived) + reading.equal) {}

    /// Every row is looked at by the index alone: all see all, and no filter is left.
    bool plain() const {
        return reading_.left.empty() && (inquiry_.roles().meet(aggregate_.access.by) ||
                                         !inquiry_.roles().meet(aggregate_.access.own));
    }

    template <class Each>  // false: that was enough
    void every(const std::string& after, const Each& each) {
        Range range = reading_.range;
        if (!after.empty()) {
            if (reading_.order == Order::rising)
                range.low = after + '\0';
            else
                range.high = after;
        }
        for (Scan rows = sight_.scan(place_, range, reading_.order); rows.valid(); rows.next()) {
            const std::string& rest = rows.rest();
            ++looked_at;
            const StreamId id{std::string(aggregate_.name) + "/" +
                              uuid_of(std::string_view(rest).substr(rest.size() - uuid_bytes))};
            if (!each(rest, id)) return;
        }
    }

    std::optional<Inquiry::Seen> fitting(const StreamId& id) const {
        auto record = inquiry_.record(id);
        if (record && !fits(lists_, reading_.left, record->row.state.get())) record.reset();
        return record;
    }

    std::int64_t total(bool& exact) {
        std::int64_t n = 0, looked = 0;
        exact = true;
        every({}, [&](const std::string&, const StreamId& id) {
            if (n >= total_max || ++looked > looked_at_max) return exact = false;
            if (plain() || fitting(id)) ++n;
            return true;
        });
        return n;
    }

    std::int64_t looked_at = 0;

private:
    const Inquiry& inquiry_;
    const Aggregate& aggregate_;
    const RecordLists& lists_;
    const ListReading& reading_;
    Sight sight_;
    std::string place_;
};

}  // namespace

Said list_records(Inquiry& inquiry, const Question& question, const Aggregate& aggregate) {
    if (!inquiry.may_see(aggregate)) return {house::forbidden, {}};
    const RecordLists& lists = inquiry.views().lists(aggregate);
    const Paging page = page_of(inquiry, question);
    const bool archived = inquiry.flag("archived"), counted = inquiry.flag("total");
    const std::vector<std::string> expand = expand_of(inquiry, *aggregate.state);
    const ListSort sort = take_sort(inquiry, lists);
    const ListReading reading = plan_reading(lists, take_filters(inquiry, lists), sort);
    if (!inquiry.errors().empty()) return invalid(inquiry);

    Lister lister(inquiry, aggregate, reading, archived);
    std::string items, last;
    std::int64_t n = 0;
    bool more = false, complete = true;
    lister.every(page.after, [&](const std::string& rest, const StreamId& id) {
        if (n == page.limit) return more = true, false;
        if (lister.looked_at > looked_at_max) return more = true, complete = false;
        last = rest;
        const auto record = lister.fitting(id);
        if (!record) return true;
        if (n++ > 0) items += ',';
        items += expanded(inquiry, id, *record, expand);
        return true;
    });
    std::string json = "{\"items\":[" + items + "]";
    append_member(json, "next", more ? json_string(cursor_of(inquiry, question, last)) : "null");
    json += ',' + inquiry.moment();
    if (!complete) append_member(json, "complete", "false");
    if (counted) {
        bool exact = true;
        append_member(json, "total", std::to_string(lister.total(exact)));
        if (!exact) append_member(json, "total_exact", "false");
    }
    return {{}, json + '}'};
}

}  // namespace dossier
