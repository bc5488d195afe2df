#pragma once
// An event as it is told to others, over HTTP and on the topic of events; personal values are
// sealed.
//
//     published := {"seq":n,"index":n,"at":instant,["effective_at":instant,]["actor":user,]
//                   "command":id,"type":name,"schema":n,"stream":stream,"version":n,"data":{…}}
#include "eventstore/entry.hpp"

namespace dossier {

void append_published(std::string& to, const Entry&, std::size_t index);

}  // namespace dossier
