#include "api/passing_feed.hpp"

#include "api/feed_read.hpp"
#include "base/error.hpp"

#include <charconv>
#include <utility>

namespace dossier {
namespace {

constexpr std::size_t frame_bytes_max = std::size_t{4} << 20;  // an entry has 1 MiB at most
constexpr std::string_view frame_end = "\n\n", id_line = "\nid: ";

}  // namespace

std::string PassingFeed::take(bool no_more) {
    const std::size_t end = came_.rfind(frame_end);
    const std::size_t whole = no_more                    ? came_.size()
                              : end == std::string::npos ? 0
                                                         : end + frame_end.size();
    if (came_.size() - whole > frame_bytes_max)
        throw StoreError("the feed of a peer has a frame without an end");
    std::string passed = came_.substr(0, whole);
    came_.erase(0, whole);
    // Every frame begins with its id, the first of a piece without a line before it.
    const std::size_t last = ("\n" + passed).rfind(id_line);
    if (last != std::string::npos) {
        const std::size_t id = last + id_line.size() - 1;
        last_id_ = passed.substr(id, passed.find('\n', id) - id);
    }
    return passed;
}

/// More of the last entry may have been on its way: it is gone on from, not behind it.
std::string PassingFeed::closing() {
    if (std::exchange(closed_, true)) return {};
    std::int64_t seq = 1;
    std::from_chars(last_id_.data(), last_id_.data() + last_id_.size(), seq);
    return closing_frame(last_id_, seq);
}

}  // namespace dossier
