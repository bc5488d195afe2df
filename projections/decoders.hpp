#pragma once
// ListReading what any build has written: the description behind each fingerprint is kept in the
// store.
#include "projections/view_store.hpp"
#include "schema/binary.hpp"

#include <memory>

namespace dossier {

/// Any thread.
class Decoders {
public:
    Decoders(ViewStore& store, rocks::Mode mode) : store_(store), mode_(mode) {}

    /// Keeps the type's description, so that what is written under its fingerprint can be read.
    void keep(const Type&);

    /// Throws std::runtime_error when this build cannot read what that one wrote.
    void decode(const Type&, std::uint64_t fingerprint, void* object, std::string_view bytes) const;

private:
    const Decoder& of(const Type&, std::uint64_t fingerprint) const;

    ViewStore& store_;
    const rocks::Mode mode_;
    mutable std::mutex mutex_;
    mutable std::map<std::pair<const Type*, std::uint64_t>, std::unique_ptr<Decoder>> decoders_;
};

}  // namespace dossier
