#pragma once
// Folds a partition's journal into builds of views: an entry is parsed and its events decoded once
// for all of them, many entries are one batch, and each build's position is in the batch.
#include "projections/view.hpp"
#include "projections/view_catalog.hpp"

#include <atomic>
#include <functional>
#include <set>

namespace dossier {

/// One build of one view on its way.
struct Folding {
    Folding(std::unique_ptr<View>, ViewStore&, const ViewCatalog&, Build);

    std::unique_ptr<View> view;
    ViewWriter writer;
    Position position;                                     // of the next record to fold
    std::set<std::pair<std::string, std::string>> parked;  // tenant, stream
};

/// One thread at a time.
class Projector {
public:
    Projector(ViewStore& store, int partition, const Journal& journal)
        : store_(store), partition_(partition), journal_(journal) {}

    void add(std::unique_ptr<Folding> folding) { foldings_.push_back(std::move(folding)); }
    std::unique_ptr<Folding> take(Build);
    const std::vector<std::unique_ptr<Folding>>& foldings() const { return foldings_; }

    /// Where the one that is furthest behind stands; the end of all positions when there is none.
    Position position() const;

    /// Folds the next portion, of what lies before `until`; false when there was nothing. Throws
    /// StoreError, and then the batch was not written. `told` hears of every entry once it is
    /// written.
    bool step(Position until, const Portion& = {});

    using Told = std::function<void(const std::string& tenant, Sequence)>;
    void on_folded(Told told) { told_ = std::move(told); }

    std::uint64_t entries() const { return entries_; }
    std::uint64_t events() const { return events_; }
    std::uint64_t rows() const { return rows_; }  // written

private:
    struct Decoded;
    void fold(const Entry&, Position, rocks::Batch&);
    void fold_one(Folding&, const Decoded&, Position, rocks::Batch&);

    ViewStore& store_;
    const int partition_;
    const Journal& journal_;
    std::vector<std::unique_ptr<Folding>> foldings_;
    Told told_;
    // Read while the projector is at work.
    std::atomic<std::uint64_t> entries_ = 0, events_ = 0, rows_ = 0;
};

}  // namespace dossier
