#pragma once
// Chance that is the same on every machine: no library's distribution, which may differ.
#include <cstdint>

namespace dossier::bench {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    /// In [0, n); n is not 0.
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    /// In [0, 1).
    double part() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    bool happens(double probability) { return part() < probability; }

    /// Of the normal distribution, by Box and Muller.
    double normal();
    /// Of the log-normal distribution with this median, of which 1 % is above `p99`.
    double log_normal(double median, double p99);
    /// Of the exponential distribution.
    double exponential(double mean);

private:
    std::uint64_t state_;
};

/// Ranks 1 to n, each as often as rank^-exponent says: rejection-inversion (Hörmann, Derflinger
/// 1996), so that n may grow from one draw to the next.
std::uint64_t zipf(Chance&, std::uint64_t n, double exponent);

}  // namespace dossier::bench
