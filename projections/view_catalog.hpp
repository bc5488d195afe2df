#pragma once
// Which builds of which views there are, and how far each has come.
//
//     "view/" name         → active:u16 before:u16 version 0 version before    before: to switch
//     back to "build"              → the last number given: u16 "position/" build    → u64, of the
//     next record to fold "levels/" build      → u64, see view_store.hpp "parked/" build stream's
//     tenant 0 stream → seq:u64 error "description/" fingerprint:u64 → see schema/binary.hpp
#include "eventstore/journal.hpp"
#include "projections/view_store.hpp"

#include <vector>

namespace dossier {

/// Under which builds a view is kept.
struct Kept {
    Build active = 0, before = 0;
    std::string version, version_before;
};

/// A stream that a view could not fold on with.
struct Parked {
    std::string view, tenant, stream;
    Sequence seq = 0;  // of the entry it stopped at
    std::string error;
};

class ViewCatalog {
public:
    explicit ViewCatalog(ViewStore& store) : store_(store) {}

    Kept kept(const std::string& view) const;
    void keep(const std::string& view, const Kept&);
    Build next_build();

    Position position(Build, const rocks::Snapshot* = nullptr) const;
    static void put_position(rocks::Batch&, Build, Position);

    static void park(rocks::Batch&, Build, const Parked&);
    std::vector<Parked> parked(Build) const;

    /// Every row of the build, and what is said about it here.
    void drop(Build);

private:
    ViewStore& store_;
};

}  // namespace dossier
