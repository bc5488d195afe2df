#pragma once
// The answers, one function for each route of queries.cpp; each takes what parameters it knows.
#include "domain/kernel/rejection.hpp"
#include "projections/asking.hpp"

namespace dossier {

struct Said {
    std::optional<Rejection> why;
    std::string json;
};

/// All that is wrong with the parameters, or with those nobody took; to be asked last.
Said invalid(Asking&);
bool has_errors(Asking&);

/// Takes `expand`: fields that lead to one record, which then stands beside.
std::vector<std::string> expand_of(Asking&, const Type&);
std::string expanded(const Asking&, const StreamId&, const Asking::Seen&,
                     const std::vector<std::string>& fields);

Said list_records(Asking&, const Question&, const Aggregate&);
Said list_clients(Asking&, const Question&);
Said one_record(Asking&, const StreamId&);
Said versions(Asking&, const Question&, const StreamId&);
Said audit(Asking&, const Question&, const StreamId&);
Said me(Asking&);
Said timeline(Asking&, const Question&, const StreamId& client);
Said thread(Asking&, const Question&, const StreamId& of_case);
Said board(Asking&, const Question&);

}  // namespace dossier
