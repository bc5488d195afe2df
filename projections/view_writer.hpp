#pragma once
// Changing a view: what an entry changes is gathered, and what is left of it at its end is written.
#include "projections/view_store.hpp"

#include <unordered_map>

namespace dossier {

/// A row that was, from one sequence on.
struct Lived {
    Sequence born = 0;
    std::string value;
};

/// One build of one view, on one thread. A row that changes twice in an entry keeps its last value;
/// one that is put and removed again in the same entry was never there. Sequences rise in a tenant;
/// the rows of several tenants never meet.
class ViewWriter {
public:
    ViewWriter(ViewStore& store, Build build) : store_(store), build_(build) {}

    Build build() const { return build_; }

    /// As the entry has left it so far.
    std::optional<std::string> get(const std::string& row);
    void put(std::string row, std::string value);
    void remove(std::string row);

    /// Only what is not there may be put, only what is there removed.
    void put(const IndexRow&);
    void remove(const IndexRow&);

    /// Present only: never asked as of an earlier sequence, not in the view's hash.
    std::optional<std::string> get_found(const std::string& key);
    void put_found(std::string key, std::string value);
    void remove_found(std::string key);

    /// The entry is over: its changes go to the batch.
    void end_entry(Sequence, rocks::Batch&);
    /// The entry was never folded.
    void drop_entry();
    /// The batch is on the disk, or on its way there.
    void batch_written();

private:
    struct Known {
        std::optional<Lived> row;  // as the batch leaves it; nothing when it is not there
    };
    struct Net {
        IndexRow row;
        int change = 0;
    };

    const std::optional<Lived>& present(const std::string& row);
    void end_row(const std::string& row, std::optional<std::string> value, Sequence, rocks::Batch&);
    void end_index(const std::string& key, const Net&, Sequence, rocks::Batch&);
    void turn(const IndexRow&, int change);

    ViewStore& store_;
    const Build build_;

    // Of the entry.
    std::map<std::string, std::optional<std::string>> changed_;
    std::unordered_map<std::string, Net> turned_;  // by its key in the family `index`
    std::map<std::string, std::optional<std::string>> found_;

    // Of the batch, and kept on as a cache: rows and births as they are now.
    std::unordered_map<std::string, Known> known_;
    std::unordered_map<std::string, Sequence> births_;
    std::unordered_map<std::string, std::optional<std::string>> found_known_;
};

}  // namespace dossier
