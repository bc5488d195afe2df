#pragma once
// What the writer knows, kept: rows in a RocksDB of its own. A cache of the fold of the journal and
// nothing else: it may lose its last rows, or all of them, and is folded again.
#include "eventstore/journal.hpp"
#include "eventstore/rocks.hpp"

#include <functional>
#include <map>
#include <span>

namespace dossier {

/// Rows by key, in order; a row of state_rows.hpp begins with the letter of its table.
class Rows {
public:
    /// Says whether to go on.
    using Visit = std::function<bool(std::string_view key, std::string_view value)>;

    virtual ~Rows() = default;
    virtual std::optional<std::string> get(std::string_view key) const = 0;
    /// The rows under this prefix in order of key, until the visitor has enough.
    virtual void scan(std::string_view prefix, const Visit&) const = 0;
};

struct RowChange {
    std::string key;
    std::optional<std::string> value;  // nothing: the row is gone
};

/// Read from one thread and written from another. Throws StoreError.
class State final : public Rows {
public:
    /// Empty when what is there was folded by another version of an aggregate, or cannot be read
    /// by this build any more.
    explicit State(const rocks::Disk&);

    std::optional<std::string> get(std::string_view key) const override;
    void scan(std::string_view prefix, const Visit&) const override;

    /// Of the first entry that is not folded yet.
    Position position() const;
    void write(std::span<const RowChange>, Position next);
    /// Forgets everything: the journal is another one, or a shorter one.
    void clear();
    /// So that the next start has nothing to recover.
    void flush();

private:
    void open();
    bool is_of_this_build() const;
    void sign();

    rocks::Disk disk_;
    std::unique_ptr<rocks::Database> database_;
};

}  // namespace dossier
