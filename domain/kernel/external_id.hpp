#pragma once
// What another system calls a record, so that what is imported twice is found.
#include "schema/describe.hpp"

namespace dossier {

constexpr std::size_t external_ids_max = 20;

struct ExternalId {
    std::string source;
    std::string id;

    static void describe(auto& is) {
        is.named("ExternalId", "What another system calls the record.");
        is.field("source", &ExternalId::source, "The system: mongo, imap, …").required().limit(40);
        is.field("id", &ExternalId::id, "Its name there.").required();
    }
};

}  // namespace dossier
