#include "consumers/kafka/tried.hpp"

namespace dossier {
namespace {

constexpr std::string_view tried_header = "tried";  // one for each event, in their order
constexpr std::string_view nothing = "{}";

Bytes32 key_of(Keys& keys, const std::string& tenant, const std::string& reply_to) {
    return keys.blind(tenant, "tried" + std::string(1, '\0') + reply_to);
}

}  // namespace

kafka::Headers close_tried(Answer& answer, const std::string& tenant, const std::string& reply_to,
                           Keys& keys, Random& random) {
    kafka::Headers closed;
    if (answer.events.empty()) return closed;
    const Bytes32 key = key_of(keys, tenant, reply_to);
    for (std::size_t i = 0; i < answer.events.size(); ++i) {
        std::string& data = answer.events[i].data.text;
        closed.push_back(
            {std::string(tried_header), seal_aes256gcm(key, std::to_string(i), data, random)});
        data = nothing;
    }
    return closed;
}

void open_tried(Answer& answer, const kafka::Headers& headers, const std::string& tenant,
                const std::string& reply_to, Keys& keys) try {
    std::size_t i = 0;
    for (const kafka::Header& one : headers) {
        if (one.name != tried_header || i == answer.events.size()) continue;
        const auto data =
            open_aes256gcm(key_of(keys, tenant, reply_to), std::to_string(i), one.value);
        if (data) answer.events[i].data.text = *data;
        ++i;
    }
} catch (const StoreError&) {  // no key is to be had just now
}

}  // namespace dossier
