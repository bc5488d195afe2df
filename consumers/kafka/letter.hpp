#pragma once
// A command as a record on the topic of commands, and its answer on the topic of replies.
//
//     command  := key value headers    key: the tenant; value: see consumers/envelope.hpp
//     headers  := "token" ["reply_to"] ["door" ["via"] ["address"] ["cause"]]
//     reply    := key value ["reply_to"] "tried"*
//                 key: the command's id; value: see consumers/reply.hpp; tried: see tried.hpp
//
// `token` says who asks. `reply_to` is anything, and comes back with the reply. `door` is a token
// of the house's own, and only with it the others count. cause := seq "." event
//
// A token is judged at the instant the broker had the record, so the topic need not be trusted;
// where time is virtual, at the one it is when the record is read.
#include "consumers/token.hpp"
#include "eventstore/kafka/record.hpp"
#include "eventstore/writer.hpp"

namespace dossier {

/// A command that was read, or why it cannot be decided; the id may be empty then.
struct Letter {
    Request request;
    std::optional<std::string> reply_to;
    std::optional<Rejection> why;
};

/// Errors of the record are the same whoever reads it, whenever.
/// `arrived` is when the broker had it, where nothing else is said.
Letter read_letter(const kafka::Record&, Tokens&, std::optional<Timestamp> arrived = {});

/// What the house's own door sends: the asker's token, and its own.
kafka::Message letter(const Request&, const kafka::Place&, const std::string& token,
                      const std::string& door, const std::string& reply_to);

kafka::Message reply_letter(const kafka::Place&, const std::string& id,
                            const std::optional<std::string>& reply_to, const Answer&,
                            kafka::Headers more = {});

namespace refused {
inline constexpr Rule no_token{Refusal::forbidden, "topic.token",
                               "The header `token` does not say who you are."};
inline constexpr Rule no_id{Refusal::validation, "topic.id",
                            "A command on a topic names its id, a UUID."};
inline constexpr Rule secret{Refusal::validation, "topic.secret",
                             "A command with a secret is not for a topic: send it over HTTP."};
inline constexpr const Rule* topic_rules[] = {&no_token, &no_id, &secret};
}  // namespace refused

}  // namespace dossier
