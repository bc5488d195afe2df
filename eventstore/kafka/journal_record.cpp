#include "eventstore/kafka/journal_record.hpp"

namespace dossier::kafka {
namespace {

/// The record's key: so that others find a tenant's entries without opening them.
std::string tenant_of(std::string_view entry) {
    constexpr std::string_view before = R"({"v":1,"tenant":")";
    if (!entry.starts_with(before)) return {};
    entry.remove_prefix(before.size());
    return std::string(entry.substr(0, entry.find('"')));
}

Headers stamped(const std::string& stamp) { return {{std::string(stamp_header), stamp}}; }

}  // namespace

LogRecord as_seen(const Record& record) {
    return {static_cast<Position>(record.offset), record.key,
            header(record.headers, stamp_header).value_or(std::string_view()),
            record.value ? std::string_view(*record.value) : std::string_view()};
}

Message next_message(RuleState& ahead, const Place& place, std::uint64_t upto,
                     std::string_view value) {
    const StampKind kind = value.empty() ? StampKind::decided : StampKind::entry;
    const std::string key = tenant_of(value), stamp = to_text(next_stamp(ahead, kind, upto));
    step(ahead, {ahead.position, key, stamp, value});
    return {place, key, stamped(stamp), std::string(value)};
}

Message first_message(const Place& place, std::uint64_t term, const Owner& owner) {
    const Stamp stamp{.kind = StampKind::started, .term = term, .owner = owner};
    return {place, "", stamped(to_text(stamp)), std::string()};
}

}  // namespace dossier::kafka
