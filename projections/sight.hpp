#pragma once
// Looking at a view: as it is now, or as it was right after an earlier sequence.
#include "projections/view_writer.hpp"

#include <vector>

namespace dossier {

/// Which rests of a place to look at: from `low` on, up to and without `high` (empty: to the end).
struct Range {
    std::string low, high = {};

    static Range prefix(std::string_view prefix) {
        return {std::string(prefix), after_prefix(std::string(prefix))};
    }
};

enum class Order : bool { rising, falling };

/// Goes over the index rows of one place, in order of their rest. Reads of now touch no past row;
/// reads of then merge the rows that are still there with the buckets of every level in use, and
/// cost what was alive then, not what has died since.
class Scan {
public:
    bool valid() const { return first_ != nullptr; }
    const std::string& rest() const { return first_->rest; }
    Sequence born() const { return first_->born; }
    void next();

private:
    friend class Sight;
    struct Source {
        rocks::Cursor cursor;
        std::string prefix;  // up to the rest
        bool past;
        std::string rest = {};
        Sequence born = 0;
    };

    Scan(const ViewStore& store, Order order, std::optional<Sequence> as_of)
        : store_(store), order_(order), as_of_(as_of) {}
    void add(const rocks::Snapshot&, std::string prefix, bool past);
    bool settle(Source&);  // to the next row that counts; false at the end
    void choose();

    const ViewStore& store_;
    Order order_;
    std::optional<Sequence> as_of_;
    std::string low_, high_;
    std::vector<Source> sources_;
    Source* first_ = nullptr;
};

/// Any thread, while the snapshot lives.
class Sight {
public:
    /// Without a sequence: now. A later one than the snapshot has seen is now as well.
    Sight(const ViewStore& store, Build build, const rocks::Snapshot& at,
          std::optional<Sequence> as_of)
        : store_(&store), build_(build), at_(&at), as_of_(as_of) {}

    std::optional<Lived> get(const std::string& row) const;

    /// The values the row had, oldest first: what it was right after `after`, if it was there, and
    /// then up to `max` that came later.
    std::vector<Lived> lives(const std::string& row, Sequence after = 0,
                             std::size_t max = 1'000'000) const;

    Scan scan(const std::string& place, const Range&, Order = Order::rising) const;

    /// How many rows there are, counted up to `max`.
    std::uint64_t count(const std::string& place, const Range&, std::uint64_t max) const;

    /// The present-only keys that begin so, what comes after the beginning.
    std::vector<std::string> found(const std::string& prefix, std::size_t max) const;
    std::optional<std::string> found_value(const std::string& key) const;

    std::optional<Sequence> as_of() const { return as_of_; }

private:
    const ViewStore* store_;
    Build build_;
    const rocks::Snapshot* at_;
    std::optional<Sequence> as_of_;
};

}  // namespace dossier
