#pragma once
// Lines of NDJSON, each a command, and what became of each.
#include "tools/session.hpp"

#include <cstdint>
#include <functional>

namespace dossier::tools {

struct SendTotals {
    std::uint64_t sent = 0, accepted = 0, there = 0, refused = 0;
};

/// The id a line without one gets: the same line of the same file has the same id in every run.
std::string id_of_line(std::uint64_t number, std::string_view line);

/// Sends in order, many to a request; `each` hears every outcome, in order. While the server is
/// away it tries again for `wait_s` seconds: what had been sent then is sent again under its ids.
class Sender {
public:
    using Each = std::function<void(const json::object& outcome)>;
    Sender(Http, int wait_s, Each);

    void add(std::string command);  // one line of JSON
    void flush();

private:
    void deliver();

    Http http_;
    int wait_s_;
    Each each_;
    std::string waiting_;
    std::size_t count_ = 0;
};

}  // namespace dossier::tools
