#pragma once
// A believable random value for any described type: for tests, examples and load. Seeded, so that
// it can be made again.
#include "schema/object.hpp"

#include <random>

namespace dossier {

/// The same values for the same seed and the same calls. One thread.
class Sampler {
public:
    explicit Sampler(std::uint64_t seed) : random_(seed) {}

    /// Anything the journal might hold: sealed values too, empty texts, numbers of any size.
    Object make(const Type&);

    /// One that the validator has nothing against.
    Object command(const Type&);

    /// A number below n, which is not 0.
    std::size_t below(std::size_t n) { return random_() % n; }

private:
    void fill(const Field&, const Kind&, void* value);
    void patch(const Kind&, void* value);
    std::string id(const Flags&);
    std::string text(const Flags&);
    std::int64_t number(const Flags&);
    Money money(const Flags&);

    std::mt19937_64 random_;
    bool good_ = false;
};

}  // namespace dossier
