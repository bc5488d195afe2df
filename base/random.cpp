#include "base/random.hpp"

#include "base/error.hpp"
#include "base/ids.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace dossier {

void SystemRandom::fill(std::span<std::byte> to) {
    while (!to.empty()) {
        const ssize_t n = getrandom(to.data(), to.size(), 0);
        if (n > 0)
            to = to.subspan(static_cast<std::size_t>(n));
        else if (errno != EINTR)
            throw StoreError(std::string("getrandom: ") + std::strerror(errno));
    }
}

void SeededRandom::fill(std::span<std::byte> to) {
    std::uint64_t held = 0;
    for (std::size_t i = 0; i < to.size(); ++i, held >>= 8) {
        if (i % 8 == 0) held = engine_();
        to[i] = static_cast<std::byte>(held & 0xff);
    }
}

std::string uuid7(Timestamp at, Random& random) {
    std::array<std::byte, 8> low{};
    random.fill(low);
    std::uint64_t chance = 0;
    for (const std::byte b : low) chance = chance << 8 | std::to_integer<std::uint64_t>(b);
    // The twelve bits after the milliseconds are the fraction of one: RFC 9562 §6.2, method 3.
    const auto us = static_cast<std::uint64_t>(at.us < 0 ? 0 : at.us);
    return uuid_text(us / 1000 << 16 | 7 << 12 | us % 1000 * 4096 / 1000, chance);
}

}  // namespace dossier
