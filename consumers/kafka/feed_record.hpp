#pragma once
// A record on the topic of events: one event, as CloudEvents 1.0 puts it on Kafka ("binary").
//
//     record   := key value headers     key: the tenant; value: see consumers/published.hpp
//     headers  := ce_specversion: "1.0"         ce_type: the event's
//                 ce_source: "/tenants/" tenant ce_id: seq "." index    together, its name for ever
//                 ce_subject: stream            ce_time: when it was recorded
//                 ce_sequence: seq "." index, with zeros in front so that text sorts as they do
//                 ce_number: n                  content-type: "application/json"
//                 dossier: position "." index " " sure
//     number   := 0, 1, 2, … of all events of the partition, as the journal has them: whoever
//                 counts them gets the same
//     position := of the entry, in the journal
//     sure     := every record of a lower number lay on the topic when this one was sent
//
// An entry that no event can be read from is told of by one record all the same, so that nobody
// takes the gap for nothing: ce_type "dossier.parked", value {"position":n,"error":text}.
#include "eventstore/entry.hpp"
#include "eventstore/journal.hpp"
#include "eventstore/kafka/record.hpp"

namespace dossier {

inline constexpr std::string_view parked_type = "dossier.parked";

struct FeedStamp {
    std::uint64_t number = 0;
    Position position = 0;
    std::uint64_t index = 0;
    std::uint64_t sure = 0;
};

/// What a consumer of the topic keeps of each partition. A number that was there is dropped; one
/// behind a number that is missing is passed over, because it comes again in order.
struct FeedRule {
    std::uint64_t next = 0;

    bool take(std::uint64_t number) {
        if (number != next) return false;
        ++next;
        return true;
    }
};

kafka::Message feed_record(const kafka::Place&, const Entry&, const FeedStamp&);
kafka::Message parked_record(const kafka::Place&, std::string_view entry, const std::string& why,
                             const FeedStamp&);

/// Nothing when the record is not the relay's.
std::optional<FeedStamp> feed_stamp(const kafka::Headers&);

}  // namespace dossier
