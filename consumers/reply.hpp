#pragma once
// What the writer says to a command, as a record on the topic of replies.
//
//     reply   := accepted | refused                                              one JSON object
//     accepted := {"id":id,"seq":n,"stream":stream,"version":n,"at":instant,["events":[event,…],]
//                 ["shown":[n,…]]}       of the events, from 0: whose records the sender may read
//     refused := {"id":id,"refused":{"class":class,"rule":rule,"message":text,["errors":[…],]
//                 ["records":[stream,…],]["details":{name:value}]}}
#include "eventstore/writer.hpp"

namespace dossier {

std::string reply_json(const std::string& id, const Answer&);

/// Nothing when these are not a reply's bytes.
std::optional<Answer> answer_from(std::string_view reply);

}  // namespace dossier
