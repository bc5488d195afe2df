#pragma once
// Numbers of a fixed width in decimal digits, as dates and times are written.
#include <cstddef>

namespace dossier {

/// Writes exactly `width` digits, with zeros in front; what does not fit is cut off on the left.
inline void put_digits(char* to, std::size_t width, unsigned number) {
    for (; width > 0; number /= 10) to[--width] = static_cast<char>('0' + number % 10);
}

}  // namespace dossier
