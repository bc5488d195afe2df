#pragma once
// What lies in a topic's partition, as Kafka keeps it.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::kafka {

struct Place {
    std::string topic;
    int partition = 0;

    auto operator<=>(const Place&) const = default;
};

/// For people.
inline std::string to_text(const Place& place) {
    return place.topic + ", partition " + std::to_string(place.partition);
}

struct Header {
    std::string name, value;

    bool operator==(const Header&) const = default;
};
using Headers = std::vector<Header>;

/// What is sent. Nothing as value takes the key out of a compacted topic.
struct Message {
    Place place;
    std::string key;
    Headers headers;
    std::optional<std::string> value;
};

/// What is read. Offsets rise in a partition, not always by one.
struct Record : Message {
    std::int64_t offset = 0;
    std::int64_t time_ms = 0;  // since 1970; whose clock, the topic says
};

/// Of the header with this name; nothing when there is none, or more than one.
inline std::optional<std::string_view> header(const Headers& headers, std::string_view name) {
    std::optional<std::string_view> found;
    for (const Header& one : headers) {
        if (one.name != name) continue;
        if (found) return {};
        found = one.value;
    }
    return found;
}

}  // namespace dossier::kafka
