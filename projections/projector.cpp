#include "projections/projector.hpp"

#include "domain/catalog.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace dossier {

Folding::Folding(std::unique_ptr<View> made, ViewStore& store, const ViewCatalog& catalog,
                 Build build)
    : view(std::move(made)), writer(store, build), position(catalog.position(build)) {
    for (const Parked& one : catalog.parked(build)) parked.emplace(one.tenant, one.stream);
}

/// An entry with what its events say, or why that cannot be read.
struct Projector::Decoded {
    struct One {
        const Aggregate* aggregate = nullptr;  // null: of none this build knows
        std::optional<Object> data = {};
        std::string error = {};
    };
    const Entry& entry;
    std::vector<One> events = {};
};

std::unique_ptr<Folding> Projector::take(Build build) {
    for (auto at = foldings_.begin(); at != foldings_.end(); ++at) {
        if ((*at)->writer.build() != build) continue;
        std::unique_ptr<Folding> taken = std::move(*at);
        foldings_.erase(at);
        return taken;
    }
    return nullptr;
}

Position Projector::position() const {
    Position least = std::numeric_limits<Position>::max();
    for (const auto& folding : foldings_) least = std::min(least, folding->position);
    return least;
}

bool Projector::step(Position until, const Portion& portion) {
    const Position from = position();
    if (from >= until) return false;
    const std::vector<Recorded> records = journal_.read(partition_, from, portion);
    if (records.empty() || records.front().position >= until) return false;

    rocks::Batch batch = store_.rows().batch();
    std::vector<std::pair<std::string, Sequence>> folded;
    Position next = from;
    for (const Recorded& record : records) {
        if (record.position >= until) break;
        const Entry entry = entry_from(record.bytes);
        fold(entry, record.position, batch);
        next = record.position + 1;
        ++entries_;
        events_ += entry.events.size();
        if (folded.empty() || folded.back().first != entry.tenant)
            folded.emplace_back(entry.tenant, entry.seq);
        else
            folded.back().second = entry.seq;
    }
    for (const auto& folding : foldings_) {
        folding->position = std::max(folding->position, next);
        ViewCatalog::put_position(batch, folding->writer.build(), folding->position);
    }
    rows_ += batch.count();
    store_.rows().write(batch, rocks::Sync::no);
    for (const auto& folding : foldings_) folding->writer.batch_written();
    if (told_)
        for (const auto& [tenant, seq] : folded) told_(tenant, seq);
    return true;
}

void Projector::fold(const Entry& entry, Position at, rocks::Batch& batch) {
    Decoded decoded{entry};
    for (const Event& event : entry.events) {
        Decoded::One& one = decoded.events.emplace_back();
        one.aggregate = aggregate_named(aggregate_of(event.stream));
        if (one.aggregate == nullptr) continue;
        try {
            one.data = one.aggregate->read(event);
        } catch (const std::exception& error) {
            one.error = error.what();
        }
    }
    for (const auto& folding : foldings_)
        if (folding->position <= at) fold_one(*folding, decoded, at, batch);
}

void Projector::fold_one(Folding& the, const Decoded& decoded, Position at, rocks::Batch& batch) {
    const Entry& entry = decoded.entry;
    // A stream that cannot be folded is parked, and the entry folded again without it: so at most
    // once more than it has streams.
    for (bool whole = false; !whole;) {
        whole = true;
        for (std::size_t i = 0; i < entry.events.size() && whole; ++i) {
            const Event& event = entry.events[i];
            const Decoded::One& one = decoded.events[i];
            if (one.aggregate == nullptr || !the.view->follows(*one.aggregate)) continue;
            if (the.parked.contains({entry.tenant, event.stream.text})) continue;
            try {
                if (!one.data) throw std::runtime_error(one.error);
                the.view->fold({entry, event, i, *one.aggregate, *one.data}, the.writer);
            } catch (const StoreError&) {
                throw;  // the disk's fault, not the stream's
            } catch (const std::exception& error) {
                the.view->drop_entry();
                the.writer.drop_entry();
                the.parked.emplace(entry.tenant, event.stream.text);
                ViewCatalog::park(batch, the.writer.build(),
                                  {the.view->name(), entry.tenant, event.stream.text, entry.seq,
                                   event.type + ": " + error.what()});
                whole = false;
            }
        }
    }
    the.view->end_entry(entry, at, the.writer);
    the.writer.end_entry(entry.seq, batch);
}

}  // namespace dossier
