// Cursors: opaque outside, and good for the question they were made of only.
#include "base/big_endian.hpp"
#include "base/crypto.hpp"
#include "base/hash.hpp"
#include "projections/inquiry.hpp"

namespace dossier {
namespace {

/// Of everything that decides which rows there are and in which order.
std::uint64_t filter_hash(const Question& question) {
    std::string text = question.path;
    for (const auto& [name, value] : question.parameters)
        if (name != "after" && name != "limit" && name != "min_seq" && name != "total")
            text += '&' + name + '=' + value;
    return hash(text);
}

}  // namespace

Paging page_of(Inquiry& inquiry, const Question& question) {
    Paging page;
    page.limit = inquiry.number("limit", 1, page_max).value_or(page.limit);
    std::optional<Sequence> then;
    if (const std::string* after = inquiry.take("after")) {
        const auto bytes = from_base64url(*after);
        if (!bytes || bytes->size() <= 16 || get<std::uint64_t>(*bytes) != filter_hash(question)) {
            inquiry.wrong("after", "cursor", "The `next` of a page of this very list.");
        } else {
            then = static_cast<Sequence>(get<std::uint64_t>(std::string_view(*bytes).substr(8)));
            page.after = bytes->substr(16);
        }
    }
    inquiry.at(then);
    return page;
}

std::string cursor_of(const Inquiry& inquiry, const Question& question, std::string_view key) {
    std::string bytes;
    put(bytes, filter_hash(question));
    put(bytes, static_cast<std::uint64_t>(inquiry.seq()));
    bytes += key;
    return to_base64url(bytes);
}

}  // namespace dossier
