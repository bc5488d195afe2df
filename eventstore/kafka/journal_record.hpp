#pragma once
// A record of the journal's topic, on its way to the rule and from it.
#include "eventstore/kafka/record.hpp"
#include "eventstore/kafka/rule.hpp"

namespace dossier::kafka {

/// As the rule sees it; lives as long as the record.
LogRecord as_seen(const Record&);

/// The next message of whoever owns the term; `ahead` moves over it. Without a value: decided.
Message next_message(RuleState& ahead, const Place&, std::uint64_t upto, std::string_view value);

/// The word that a term begins.
Message first_message(const Place&, std::uint64_t term, const Owner&);

}  // namespace dossier::kafka
