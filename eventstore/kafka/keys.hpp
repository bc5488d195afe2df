#pragma once
// The key store on Kafka: a compacted topic, one record a row, every value wrapped
// before it comes here. All of it is held in memory, and nothing on this disk: what the topic
// forgets is forgotten here at once. 8 KiB for 256 persons.
//
//     record := key value made        key, value: of keys_rows.hpp; made: a header, "new" or
//     "again"
//
// Of several "new" of one row the first counts, so that two processes which make a row at once
// agree on one; "again" overwrites. Who finds that his was not the first sends that one again,
// before the topic is compacted to the last.
#include "eventstore/kafka/client.hpp"
#include "eventstore/keys.hpp"

namespace dossier::kafka {

/// Reads the topic to its end before it returns. Throws StoreError.
std::unique_ptr<Keys> open_keys(const KafkaConfig&, const std::string& topic,
                                const Bytes32& root_key, Random&);

}  // namespace dossier::kafka
