// What is asked of the views made by hand: a client's timeline, a case's thread, the board.
#include "domain/catalog.hpp"
#include "domain/communications/communication.hpp"
#include "projections/answers.hpp"
#include "projections/case_board.hpp"
#include "projections/case_thread.hpp"
#include "projections/case_update.hpp"
#include "projections/client_timeline.hpp"
#include "projections/ordered.hpp"

#include <algorithm>

namespace dossier {
namespace {

constexpr std::int64_t looked_at_max = 20'000;

/// The words a parameter names, as a bit each; all of them when it does not come.
std::uint32_t words(Inquiry& inquiry, std::string_view name,
                    std::span<const std::string_view> known) {
    const std::string* text = inquiry.take(name);
    if (text == nullptr) return ~0u;
    std::uint32_t bits = 0;
    for (std::size_t start = 0; start <= text->size();) {
        const std::size_t end = std::min(text->find(',', start), text->size());
        const std::string word = text->substr(start, end - start);
        const auto found = std::find(known.begin(), known.end(), word);
        if (found != known.end()) {
            bits |= 1u << (found - known.begin());
        } else {
            std::string all;
            for (const std::string_view one : known)
                all += (all.empty() ? "" : ", ") + std::string(one);
            inquiry.wrong(name, "choice", "\"" + word + "\" is not one of " + all + ".");
        }
        start = end + 1;
    }
    return bits;
}

Order order_of(Inquiry& inquiry, Order usual) {
    const std::string* text = inquiry.take("order");
    if (text == nullptr) return usual;
    if (*text != "newest" && *text != "oldest")
        inquiry.wrong("order", "choice", "newest or oldest.");
    return *text == "oldest" ? Order::rising : Order::falling;
}

/// From `from` on, up to and with `to`, as the beginning of a rest.
Range dates(Inquiry& inquiry) {
    Range range;
    for (const bool last : {false, true}) {
        const std::string_view name = last ? "to" : "from";
        const std::string* text = inquiry.take(name);
        if (text == nullptr) continue;
        const auto bytes = ordered_from_text(kind_of<Timestamp>(), *text, last);
        if (!bytes) inquiry.wrong(name, "instant", "An instant, or a date.");
        if (bytes) (last ? range.high : range.low) = last ? after_prefix(*bytes) : *bytes;
    }
    return range;
}

void go_on(Range& range, Order order, const std::string& after) {
    if (after.empty()) return;
    if (order == Order::rising)
        range.low = after + '\0';
    else
        range.high = after;
}

/// Goes through a place until a page is full. `each` gives an item, or nothing when it is not to
/// be seen.
template <class Each>
std::string page_through(const Inquiry& inquiry, const Question& question, const Paging& page,
                         Scan rows, const Each& each) {
    std::string items, last;
    std::int64_t n = 0, looked = 0;
    bool more = false, complete = true;
    for (; rows.valid(); rows.next()) {
        if (n == page.limit) more = true;
        if (!more && ++looked > looked_at_max) more = !(complete = false);
        if (more) break;
        last = rows.rest();
        if (const std::optional<std::string> item = each(rows.rest()))
            items += (n++ > 0 ? "," : "") + *item;
    }
    std::string json = "{\"items\":[" + items + "]";
    append_member(json, "next", more ? json_string(cursor_of(inquiry, question, last)) : "null");
    if (!complete) append_member(json, "complete", "false");
    return json;
}

bool live(const StreamId& id, const Inquiry::Seen& record) {
    return aggregate_named(aggregate_of(id))->live(record.row.state.get());
}

/// An update as it stood then.
std::optional<std::string> update_of(const Inquiry& inquiry, std::string_view case_uuid,
                                     std::int64_t update, Sees sees) {
    const auto row =
        inquiry.sight("case_thread").get(thread_update_key(inquiry.tenant(), case_uuid, update));
    if (!row) return {};
    return inquiry.reveal(row->value, sees);
}

// ---- The timeline ----------------------------------------------------------------------------

/// The case of an item, as far as a line of a timeline says it.
std::string case_of(const Inquiry& inquiry, const StreamId& id, const Inquiry::Seen& record) {
    const auto& the = as<cases::Case>(record.row.state.get());
    std::string json = "{";
    append_member(json, "id", json_string(id.text));
    append_member(json, "number", std::to_string(the.number));
    append_member(
        json, "title",
        inquiry.reveal(to_json(kind_of<Personal<std::string>>(), &the.title), record.sees));
    append_member(json, "status", to_json(kind_of<cases::Status>(), &the.status));
    return json + '}';
}

std::optional<std::string> timeline_item(const Inquiry& inquiry, const TimelineRow& row) {
    const StreamId id = row.stream();
    const auto record = inquiry.record(id);
    if (!record || !live(id, *record)) return {};
    std::string json = "{";
    append_member(json, "kind",
                  json_string(names(TimelineKind{})[static_cast<std::size_t>(row.kind)]));
    append_member(json, "occurred_at", json_string(to_text(row.occurred_at)));
    append_member(json, "seq", std::to_string(row.seq));
    append_member(json, "stream", json_string(id.text));
    if (row.kind == TimelineKind::communication) {
        append_member(json, "data", inquiry.show(id, *record));
        return json + '}';
    }
    const auto entry = inquiry.entry(row.seq);
    if (!entry || row.event >= entry->events.size()) return {};
    const Event& event = entry->events[row.event];
    append_member(json, "type", json_string(event.type));
    if (entry->actor) append_member(json, "by", json_string(entry->actor->text));
    append_member(json, "case", case_of(inquiry, id, *record));
    std::optional<std::string> data;
    if (row.kind == TimelineKind::case_update) {
        CaseUpdate recorded;
        from_json(type_of<CaseUpdate>(), &recorded, event.data.text);
        data = update_of(inquiry, row.uuid, recorded.update, record->sees);
    }
    append_member(json, "data", data ? *data : inquiry.reveal(event.data.text, record->sees));
    return json + '}';
}

}  // namespace

Said timeline(Inquiry& inquiry, const Question& question, const StreamId& client) {
    const Paging page = page_of(inquiry, question);
    const std::uint32_t kinds = words(inquiry, "kind", names(TimelineKind{}));
    const std::uint32_t channels = words(inquiry, "channel", names(communications::Channel{}));
    const Order order = order_of(inquiry, Order::falling);
    Range range = dates(inquiry);
    if (has_errors(inquiry)) return invalid(inquiry);
    if (inquiry.sees(client) == Sees::nothing) return {house::forbidden, {}};
    const auto record = inquiry.record(client);
    if (!record) return {house::absent, {}};

    go_on(range, order, page.after);
    const std::string json =
        page_through(inquiry, question, page,
                     inquiry.sight("client_timeline")
                         .scan(timeline_place(inquiry.tenant(), client), range, order),
                     [&](const std::string& rest) -> std::optional<std::string> {
                         const TimelineRow row = timeline_row_from(rest);
                         if (((kinds >> static_cast<unsigned>(row.kind)) & 1) == 0) return {};
                         const bool said = row.kind == TimelineKind::communication;
                         if (channels != ~0u && (!said || ((channels >> row.channel) & 1) == 0))
                             return {};
                         return timeline_item(inquiry, row);
                     });
    return {{}, json + ',' + inquiry.moment() + '}'};
}

Said thread(Inquiry& inquiry, const Question& question, const StreamId& of_case) {
    const Paging page = page_of(inquiry, question);
    const Order order = order_of(inquiry, Order::rising);
    const std::uint32_t visible = words(inquiry, "visibility", names(cases::Visibility{}));
    Range range = dates(inquiry);
    if (has_errors(inquiry)) return invalid(inquiry);
    if (!inquiry.may_see(*aggregate_named("case"))) return {house::forbidden, {}};
    const auto record = inquiry.record(of_case);
    if (!record) return {house::absent, {}};

    go_on(range, order, page.after);
    const std::string uuid(uuid_part(of_case));
    std::string json = page_through(
        inquiry, question, page,
        inquiry.sight("case_thread").scan(thread_place(inquiry.tenant(), uuid), range, order),
        [&](const std::string& rest) -> std::optional<std::string> {
            const ThreadRow row = thread_row_from(rest);
            std::string item = "{";
            append_member(item, "kind", row.update != 0 ? "\"update\"" : "\"communication\"");
            append_member(item, "occurred_at", json_string(to_text(row.occurred_at)));
            if (row.update != 0) {
                const auto kept = inquiry.sight("case_thread")
                                      .get(thread_update_key(inquiry.tenant(), uuid, row.update));
                CaseUpdate update;
                if (!kept || !from_json(type_of<CaseUpdate>(), &update, kept->value).empty())
                    return {};
                if (((visible >> static_cast<unsigned>(update.visibility)) & 1) == 0) return {};
                append_member(item, "data", inquiry.reveal(kept->value, record->sees));
            } else {
                const StreamId id{"communication/" + row.communication};
                const auto said = inquiry.record(id);
                if (!said || !live(id, *said)) return {};
                append_member(item, "data", inquiry.show(id, *said));
            }
            return item + '}';
        });
    append_member(json, "case", inquiry.show(of_case, *record));
    return {{}, json + ',' + inquiry.moment() + '}'};
}

}  // namespace dossier
