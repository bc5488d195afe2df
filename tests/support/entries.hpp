#pragma once
// Entries as a writer would make them, for tests of what stands behind the writer.
#include "eventstore/entry.hpp"
#include "tests/support/uuid.hpp"

namespace dossier::test {

inline Entry simple_entry(std::string tenant, std::int64_t seq) {
    Entry entry;
    entry.tenant = std::move(tenant);
    entry.seq = seq;
    entry.at = {1'700'000'000'000'000 + seq};
    entry.command = {"timer/" + std::to_string(seq), "CloseCase", std::string(64, '0')};
    return entry;
}

/// A company is registered, in the words of the golden journal: one more stream.
inline Entry company_entry(std::string tenant, std::int64_t seq) {
    Entry entry = simple_entry(std::move(tenant), seq);
    entry.command.id = uuid(static_cast<unsigned>(seq));
    entry.events = {{"CompanyRegistered",
                     1,
                     {"company/" + uuid(static_cast<unsigned>(seq))},
                     1,
                     {R"({"name":"ABC Corporation"})"}}};
    return entry;
}

/// A contact under a key of its own, whose number is the entry's sequence.
inline Entry contact_entry(std::string tenant, std::int64_t seq) {
    Entry entry = simple_entry(std::move(tenant), seq);
    const std::string contact = "contact/" + uuid(static_cast<unsigned>(seq));
    entry.keys[std::to_string(seq)] = contact;
    entry.events = {
        {"ContactRegistered",
         1,
         {contact},
         1,
         {R"({"display_name":{"sealed":)" + std::to_string(seq) + R"(,"box":"AQID"}})"}}};
    return entry;
}

}  // namespace dossier::test
