#pragma once
// What the events of a command that was only tried would say was never sealed, and a topic is no
// place for it: it goes closed, under a key that every process of the house has, and nobody else.
#include "eventstore/kafka/record.hpp"
#include "eventstore/keys.hpp"
#include "eventstore/writer.hpp"

namespace dossier {

/// Takes the data out of the events. What is returned goes along with the reply.
kafka::Headers close_tried(Answer&, const std::string& tenant, const std::string& reply_to, Keys&,
                           Random&);

/// Puts it back, if it was closed for this reply; else the events stay without.
void open_tried(Answer&, const kafka::Headers&, const std::string& tenant,
                const std::string& reply_to, Keys&);

}  // namespace dossier
