#include "base/murmur2.hpp"

namespace dossier {

std::uint32_t murmur2(std::string_view bytes) {
    constexpr std::uint32_t seed = 0x9747b28c, m = 0x5bd1e995;
    const auto byte = [&](std::size_t i) {
        return std::uint32_t{static_cast<unsigned char>(bytes[i])};
    };
    auto h = seed ^ static_cast<std::uint32_t>(bytes.size());
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4) {
        std::uint32_t k = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
        k *= m;
        k ^= k >> 24;
        h = h * m ^ k * m;
    }
    if (i < bytes.size()) {
        for (std::size_t rest = bytes.size() - i; rest-- > 0;) h ^= byte(i + rest) << 8 * rest;
        h *= m;
    }
    h ^= h >> 13;
    h *= m;
    return h ^ h >> 15;
}

int murmur2_partition(std::string_view key, int partitions) {
    return static_cast<int>((murmur2(key) & 0x7fffffff) % static_cast<std::uint32_t>(partitions));
}

}  // namespace dossier
