#pragma once
// The answers, one function for each route of queries.cpp; each takes what parameters it knows.
#include "domain/kernel/rejection.hpp"
#include "projections/inquiry.hpp"

namespace dossier {

struct Said {
    std::optional<Rejection> why;
    std::string json;
};

/// All that is wrong with the parameters, or with those nobody took; to be asked last.
Said invalid(Inquiry&);
bool has_errors(Inquiry&);

/// Takes `expand`: fields that lead to one record, which then stands beside.
std::vector<std::string> expand_of(Inquiry&, const Type&);
std::string expanded(const Inquiry&, const StreamId&, const Inquiry::Seen&,
                     const std::vector<std::string>& fields);

Said list_records(Inquiry&, const Question&, const Aggregate&);
Said list_clients(Inquiry&, const Question&);
Said one_record(Inquiry&, const StreamId&);
Said versions(Inquiry&, const Question&, const StreamId&);
Said audit(Inquiry&, const Question&, const StreamId&);
Said me(Inquiry&);
Said timeline(Inquiry&, const Question&, const StreamId& client);
Said thread(Inquiry&, const Question&, const StreamId& of_case);
Said board(Inquiry&, const Question&);

}  // namespace dossier
