#pragma once
// Where chance comes from. Handed in from outside, so that a test can repeat it.
#include "base/time.hpp"

#include <cstddef>
#include <random>
#include <span>
#include <string>

namespace dossier {

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte>) = 0;
};

/// The operating system's, for keys and nonces. Any thread.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::byte>) override;
};

/// The same bytes for the same seed. One thread.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte>) override;

private:
    std::mt19937_64 engine_;
};

/// A time-ordered UUID. RFC 9562 version 7.
std::string uuid7(Timestamp, Random&);

}  // namespace dossier
