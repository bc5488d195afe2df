#include "eventstore/entry.hpp"

#include "base/error.hpp"

namespace dossier {

Meta meta_of(const Entry& entry, const Event& event) {
    return {.at = entry.at,
            .now = entry.effective_at.value_or(entry.at),
            .actor = entry.actor.value_or(UserId{}),
            .roles = {},
            .command = entry.command.id,
            .stream = event.stream};
}

std::string to_bytes(const Entry& entry) { return to_json(type_of<Entry>(), &entry); }

Entry entry_from(std::string_view bytes) {
    Entry entry;
    const Errors errors = from_json(type_of<Entry>(), &entry, bytes);
    if (!errors.empty())
        throw StoreError("no entry: " + errors.front().path + " " + errors.front().message);
    if (entry.v != 1)
        throw StoreError("no entry this build can read: v is " + std::to_string(entry.v));
    return entry;
}

}  // namespace dossier
