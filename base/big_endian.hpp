#pragma once
// Numbers in keys: big-endian, so that bytes sort as numbers do.
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier {

template <std::unsigned_integral N>
void put(std::string& to, N number) {
    for (int shift = static_cast<int>(sizeof(N)) * 8 - 8; shift >= 0; shift -= 8)
        to.push_back(static_cast<char>(number >> shift));
}

/// Reads the first sizeof(N) bytes, which must be there.
template <std::unsigned_integral N>
N get(std::string_view from) {
    N number = 0;
    for (std::size_t i = 0; i < sizeof(N); ++i)
        number = static_cast<N>(number << 8 | static_cast<unsigned char>(from[i]));
    return number;
}

}  // namespace dossier
