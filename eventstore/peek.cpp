#include "eventstore/peek.hpp"

#include <charconv>

namespace dossier {
namespace {

/// Takes these bytes off the front.
bool take(std::string_view& from, std::string_view bytes) {
    if (!from.starts_with(bytes)) return false;
    from.remove_prefix(bytes.size());
    return true;
}

/// Takes what comes before the next quote.
std::string_view take_text(std::string_view& from) {
    const std::string_view text = from.substr(0, from.find('"'));
    from.remove_prefix(text.size());
    return text;
}

}  // namespace

std::optional<Peek> peek(std::string_view entry) {
    Peek seen;
    if (!take(entry, R"({"v":1,"tenant":")")) return std::nullopt;
    seen.tenant = take_text(entry);
    if (!take(entry, R"(","seq":)")) return std::nullopt;
    const auto [end, why] = std::from_chars(entry.data(), entry.data() + entry.size(), seen.seq);
    if (why != std::errc()) return std::nullopt;
    entry.remove_prefix(static_cast<std::size_t>(end - entry.data()));
    if (!take(entry, R"(,"at":")")) return std::nullopt;
    seen.at = take_text(entry);
    return seen;
}

}  // namespace dossier
