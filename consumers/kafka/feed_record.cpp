#include "consumers/kafka/feed_record.hpp"

#include "consumers/published.hpp"
#include "eventstore/peek.hpp"
#include "schema/json_text.hpp"

#include <charconv>

namespace dossier {
namespace {

constexpr std::size_t seq_digits = 19, index_digits = 6;  // as many as there can be

std::string padded(const std::string& digits, std::size_t width) {
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string text_of(const FeedStamp& stamp) {
    return std::to_string(stamp.position) + '.' + std::to_string(stamp.index) + ' ' +
           std::to_string(stamp.sure);
}

/// Takes a number off the front, and what stands behind it.
bool take(std::string_view& from, std::uint64_t& number, std::string_view behind) {
    const auto [end, why] = std::from_chars(from.data(), from.data() + from.size(), number);
    if (why != std::errc()) return false;
    from.remove_prefix(static_cast<std::size_t>(end - from.data()));
    if (!from.starts_with(behind)) return false;
    from.remove_prefix(behind.size());
    return true;
}

}  // namespace

kafka::Message feed_record(const kafka::Place& place, const Entry& entry, const FeedStamp& stamp) {
    const Event& event = entry.events.at(stamp.index);
    const std::string seq = std::to_string(entry.seq), index = std::to_string(stamp.index);
    kafka::Message made{place, entry.tenant, {}, std::string()};
    append_published(*made.value, entry, stamp.index);
    made.headers = {{"ce_specversion", "1.0"},
                    {"ce_type", event.type},
                    {"ce_source", "/tenants/" + entry.tenant},
                    {"ce_id", seq + '.' + index},
                    {"ce_subject", event.stream.text},
                    {"ce_time", to_text(entry.at)},
                    {"ce_sequence", padded(seq, seq_digits) + '.' + padded(index, index_digits)},
                    {"ce_number", std::to_string(stamp.number)},
                    {"content-type", "application/json"},
                    {"dossier", text_of(stamp)}};
    return made;
}

kafka::Message parked_record(const kafka::Place& place, std::string_view entry,
                             const std::string& why, const FeedStamp& stamp) {
    const std::optional<Peek> seen = peek(entry);
    kafka::Message made{place, std::string(seen ? seen->tenant : ""), {}, {}};
    made.value = R"({"position":)" + std::to_string(stamp.position) + R"(,"error":)" +
                 dossier::quoted(why) + "}";
    made.headers = {{"ce_specversion", "1.0"},
                    {"ce_type", std::string(parked_type)},
                    {"ce_source", "/partitions/" + std::to_string(place.partition)},
                    {"ce_id", std::to_string(stamp.position)},
                    {"ce_number", std::to_string(stamp.number)},
                    {"content-type", "application/json"},
                    {"dossier", text_of(stamp)}};
    return made;
}

std::optional<FeedStamp> feed_stamp(const kafka::Headers& headers) {
    FeedStamp stamp;
    std::string_view number = kafka::header(headers, "ce_number").value_or("");
    std::string_view rest = kafka::header(headers, "dossier").value_or("");
    const bool whole = take(number, stamp.number, "") && number.empty() &&
                       take(rest, stamp.position, ".") && take(rest, stamp.index, " ") &&
                       take(rest, stamp.sure, "") && rest.empty();
    return whole ? std::optional(stamp) : std::nullopt;
}

}  // namespace dossier
