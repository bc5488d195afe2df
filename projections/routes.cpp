// The table of queries: what HTTP routes, OpenAPI and the reference are made of.
#include "domain/catalog.hpp"
#include "projections/queries.hpp"
#include "projections/record_lists.hpp"

namespace dossier {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

const Parameters moment = {
    {"as_of", "A sequence, an RFC 3339 instant, or a date: what was recorded by then."},
    {"min_seq", "Waits, bounded, until this sequence is folded in."}};
const Parameters paged = {{"limit", "How many items, 50 unless said, 500 at most."},
                          {"after", "The `next` of the page before."}};
const Parameters dated = {{"from", "From this instant or date of business on."},
                          {"to", "Up to this instant or date of business."},
                          {"order", "newest or oldest first."}};

Parameters together(std::initializer_list<Parameters> all) {
    Parameters made;
    for (const Parameters& some : all) made.insert(made.end(), some.begin(), some.end());
    return made;
}

Parameters filters_of(const Aggregate& aggregate) {
    Parameters made;
    std::string sorts = "id";
    const RecordLists lists(aggregate);
    for (const ListColumn& column : lists.columns()) {
        made.emplace_back(column.name, "Only those with this value; " + column.name +
                                           ".op=… with ne, lt, lte, gt, gte, in, between, null, "
                                           "prefix.");
        if (!column.many()) sorts += ", " + column.name;
    }
    made.emplace_back("sort", "By " + sorts + "; with - in front: falling.");
    made.emplace_back("archived", "true: those that were put away, else those that were not.");
    made.emplace_back("total", "true: says how many there are, exactly up to 10,000.");
    return made;
}

const Parameters expand = {{"expand", "Fields that lead to another record, to stand beside."}};

void add_record(std::vector<QueryRoute>& all, const std::string& path, const std::string& what,
                const std::string& id) {
    all.push_back({path, "One " + what + id, together({moment, expand}), true});
    all.push_back({path + "/versions", "Every version of a " + what + ", oldest first.",
                   together({moment, paged})});
    all.push_back({path + "/audit",
                   "Who changed a " + what +
                       ", when, from where, by which command and why; field by field, before and "
                       "after. Oldest first.",
                   together({moment, paged})});
}

}  // namespace

std::vector<QueryRoute> Queries::routes() {
    std::vector<QueryRoute> all;
    all.push_back({"/v1/me", "Who one is, and what one may do.", moment, true});
    all.push_back({"/v1/clients",
                   "Whoever has just this e-mail address, phone number or external id; of now.",
                   {{"email", "An address, as people write it."},
                    {"phone", "A number, as people write it."},
                    {"external_id", "Its id elsewhere, or system:id."},
                    moment[1]}});
    add_record(all, "/v1/clients/{id}", "client", ": a contact or a company.");
    all.push_back({"/v1/clients/{id}/timeline",
                   "What happened with a client, by business date: communications, cases opened, "
                   "their updates and changes of status.",
                   together({moment,
                             paged,
                             dated,
                             {{"kind", "communication, case_opened, case_update, case_status."},
                              {"channel", "Communications in these channels only."}}})});
    for (const Aggregate* aggregate : all_aggregates()) {
        const std::string path = "/v1/" + std::string(aggregate->plural);
        all.push_back({path, "A list of " + std::string(aggregate->plural) + ".",
                       together({moment, paged, expand, filters_of(*aggregate)})});
        if (aggregate->name == "case")
            all.push_back({path + "/board",
                           "The cases in columns by status with their counts, the most pressing "
                           "first.",
                           together({moment,
                                     paged,
                                     {{"status", "This column only."},
                                      {"assignee", "Of this user, or none."},
                                      {"client", "Of this client."},
                                      {"priority", "Of this priority."}}})});
        add_record(all, path + "/{id}", std::string(aggregate->name),
                   aggregate->name == "case" ? ", by id or number." : ".");
        if (aggregate->name == "case")
            all.push_back(
                {path + "/{id}/thread",
                 "A case and what was said and done in it: updates and communications.",
                 together({moment, paged, dated, {{"visibility", "internal, public."}}})});
    }
    return all;
}

}  // namespace dossier
