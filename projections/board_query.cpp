// GET /v1/cases/board: the cases in columns by status, the most pressing first.
#include "domain/catalog.hpp"
#include "projections/answers.hpp"
#include "projections/case_board.hpp"

#include <algorithm>

namespace dossier {
namespace {

using cases::Status;

constexpr std::int64_t count_max = 10'000;  // where cards have to be counted one by one

struct Wanted {
    std::string assignee, client;
    std::optional<cases::Priority> priority;
    bool nobody = false;

    bool all() const { return assignee.empty() && client.empty() && !priority && !nobody; }
    bool fits(const Card& card) const {
        return (assignee.empty() || card.assignee == assignee) &&
               (client.empty() || card.client == client) &&
               (!priority || card.priority == *priority) && (!nobody || card.assignee.empty());
    }
};

template <class Choice>
std::optional<Choice> choice(Inquiry& inquiry, std::string_view name) {
    const std::string* text = inquiry.take(name);
    if (text == nullptr) return {};
    const auto known = names(Choice{});
    const auto found = std::find(known.begin(), known.end(), *text);
    if (found != known.end()) return static_cast<Choice>(found - known.begin());
    std::string all;
    for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
    inquiry.wrong(name, "choice", "\"" + *text + "\" is not one of " + all + ".");
    return {};
}

Wanted wanted_of(Inquiry& inquiry) {
    Wanted wanted;
    const auto take_id = [&](std::string_view name, std::string& to) {
        const std::string* text = inquiry.take(name);
        if (text == nullptr) return;
        if (is_stream_id(*text))
            to = *text;
        else
            inquiry.wrong(name, "id", "The id of a record, as in case/018f….");
    };
    if (const std::string* text = inquiry.take("assignee"); text != nullptr && *text == "none")
        wanted.nobody = true;
    else
        take_id("assignee", wanted.assignee);
    take_id("client", wanted.client);
    wanted.priority = choice<cases::Priority>(inquiry, "priority");
    return wanted;
}

class BoardColumn {
public:
    BoardColumn(const Inquiry& inquiry, const Question& question, const Paging& page,
                const Wanted& wanted, Status status)
        : inquiry_(inquiry),
          question_(question),
          page_(page),
          wanted_(wanted),
          status_(status),
          sight_(inquiry.sight("case_board")),
          place_(board_place(inquiry.tenant(), status)) {}

    std::string json() const {
        std::string cards, last;
        std::int64_t n = 0;
        bool more = false;
        for (Scan rows = sight_.scan(place_, start()); rows.valid(); rows.next()) {
            const Card card = card_from(rows.rest());
            if (!wanted_.fits(card)) continue;
            if (n == page_.limit) {
                more = true;
                break;
            }
            const StreamId id{"case/" + card.uuid};
            const auto record = inquiry_.record(id);
            if (!record) continue;
            last = rows.rest();
            cards += (n++ > 0 ? "," : "") + inquiry_.show(id, *record);
        }
        std::string json = "{";
        append_member(json, "status", to_json(kind_of<Status>(), &status_));
        bool exact = true;
        append_member(json, "count", std::to_string(count(exact)));
        if (!exact) append_member(json, "count_exact", "false");
        append_member(json, "cards", "[" + cards + "]");
        append_member(json, "next",
                      more ? json_string(cursor_of(inquiry_, question_, name() + last)) : "null");
        return json + '}';
    }

private:
    /// A cursor is of one column: it begins with the status.
    std::string name() const { return std::string(1, static_cast<char>(status_)); }
    Range start() const {
        if (!page_.after.starts_with(name())) return {};
        return {page_.after.substr(1) + '\0'};
    }

    std::int64_t count(bool& exact) const {
        if (wanted_.all() && inquiry_.roles().meet(aggregate_named("case")->access.by)) {
            const auto row = sight_.get(board_count_key(inquiry_.tenant(), status_));
            return row ? board_count_from(row->value) : 0;
        }
        const bool see_all = inquiry_.roles().meet(aggregate_named("case")->access.by);
        std::int64_t n = 0, looked = 0;
        for (Scan rows = sight_.scan(place_, {}); rows.valid(); rows.next()) {
            if (++looked > count_max) return exact = false, n;
            const Card card = card_from(rows.rest());
            if (wanted_.fits(card) &&
                (see_all || inquiry_.sees(StreamId{"case/" + card.uuid}) != Sees::nothing))
                ++n;
        }
        return n;
    }

    const Inquiry& inquiry_;
    const Question& question_;
    const Paging& page_;
    const Wanted& wanted_;
    const Status status_;
    Sight sight_;
    std::string place_;
};

}  // namespace

Said board(Inquiry& inquiry, const Question& question) {
    const Paging page = page_of(inquiry, question);
    const auto only = choice<Status>(inquiry, "status");
    const Wanted wanted = wanted_of(inquiry);
    if (!page.after.empty() && !only)
        inquiry.wrong("status", "required", "The next page is of one column: name its status.");
    if (has_errors(inquiry)) return invalid(inquiry);
    if (!inquiry.may_see(*aggregate_named("case"))) return {house::forbidden, {}};
    std::string columns;
    for (std::size_t i = 0; i < names(Status{}).size(); ++i) {
        const auto status = static_cast<Status>(i);
        if (only && status != *only) continue;
        columns += (columns.empty() ? "" : ",") +
                   BoardColumn(inquiry, question, page, wanted, status).json();
    }
    return {{}, "{\"columns\":[" + columns + "]," + inquiry.moment() + "}"};
}

}  // namespace dossier
