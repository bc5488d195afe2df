#pragma once
// How often something took how long.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace dossier {

/// One thread. The bounds are those of every histogram of seconds in the house.
struct Histogram {
    static constexpr std::array<double, 15> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025,
                                                   0.005,  0.01,    0.025,  0.05,  0.1,
                                                   0.25,   0.5,     1,      2.5,   5};

    std::array<std::uint64_t, bounds.size() + 1> counts{};  // up to each bound, then beyond
    double sum = 0;

    void add(double seconds) {
        const auto at = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
        ++counts[static_cast<std::size_t>(at)];
        sum += seconds;
    }
};

}  // namespace dossier
