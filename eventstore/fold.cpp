#include "eventstore/fold.hpp"

#include "domain/catalog.hpp"
#include "eventstore/digest.hpp"
#include "eventstore/draft.hpp"

namespace dossier {
namespace {

constexpr std::size_t lives_max = 10'000;

[[noreturn]] void broken(const Recorded& record, const std::string& why) {
    throw StoreError("the journal cannot be folded at " + std::to_string(record.position) + ": " +
                     why);
}

void fold_event(const Recorded& record, const Entry& entry, const Event& event, Draft& draft) {
    const Aggregate* aggregate = aggregate_named(aggregate_of(event.stream));
    if (aggregate == nullptr) broken(record, "this build does not know " + event.stream.text);
    const std::int64_t version =
        draft.evolve(*aggregate, aggregate->read(event), meta_of(entry, event));
    if (version != event.version)
        broken(record, event.stream.text + " has version " + std::to_string(event.version) +
                           " after " + std::to_string(version - 1));
}

void fold(const Recorded& record, Known& known, Keys& keys) {
    const Entry entry = entry_from(record.bytes);
    Draft draft(known, keys, entry.tenant);
    if (entry.seq != draft.tenant().last_seq + 1)
        broken(record, entry.tenant + " has sequence " + std::to_string(entry.seq) + " after " +
                           std::to_string(draft.tenant().last_seq));
    for (const auto& [number, subject] : entry.keys)
        draft.name_key(std::stoll(number), subject == "tenant" ? StreamId{} : StreamId{subject});
    for (const Event& event : entry.events) fold_event(record, entry, event, draft);
    draft.file();
    draft.put(rows::answered(draft.tenant().number, entry.command.id),
              rows::value(AnsweredRow{entry.seq, record.position, half(entry.command.digest)}));
    draft.record(entry);
    draft.accept();
}

}  // namespace

void catch_up(int partition, const Journal& journal, Keys& keys, State& state) {
    if (state.position() > journal.end(partition)) state.clear();
    Known known(state, lives_max);
    while (true) {
        const std::vector<Recorded> records = journal.read(partition, state.position());
        if (records.empty()) return;
        for (const Recorded& record : records) fold(record, known, keys);
        Known::Changes changes = known.close();
        for (const auto& [row, life] : changes.lives) changes.rows.push_back({row, encoded(*life)});
        state.write(changes.rows, records.back().position + 1);
        known.settle(changes.generation);
    }
}

}  // namespace dossier
