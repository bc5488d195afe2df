#include "eventstore/digest.hpp"

#include <algorithm>

namespace dossier {

Bytes32 digest_of(Keys& keys, const std::string& tenant, const Command& command) {
    std::string asked = command.payload.type + '\n' + command.stream.text + '\n';
    asked += canonical_json(command.payload.data).value_or(command.payload.data);
    return keys.blind(tenant, asked);
}

Digest16 half(const Bytes32& digest) {
    Digest16 first;
    std::copy_n(digest.begin(), first.size(), first.begin());
    return first;
}

Digest16 half(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Digest16 first{};
    for (std::size_t i = 0; i < first.size() && 2 * i + 1 < hex.size(); ++i)
        first[i] = static_cast<std::byte>(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    return first;
}

}  // namespace dossier
