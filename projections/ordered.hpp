#pragma once
// Values as bytes that sort as the values do, and end where they end, so that several may follow
// each other in a key.
//
//     text     := (byte but 0 | 0 255)* 0 1
//     number   := u64 with its sign turned, big-endian      integers, timestamps
//     boolean  := 0 | 1          choice := its place among the words
//     optional := 1 value | 255                              nothing comes last
#include "schema/type.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

void put_text(std::string& to, std::string_view text);
void put_number(std::string& to, std::int64_t);
/// The other way; takes the number off the front, which must be there.
std::int64_t take_number(std::string_view& from);
std::string take_text(std::string_view& from);

/// 16 bytes of a UUID, and back; the id is one, since it was checked on its way in.
void put_uuid(std::string& to, std::string_view uuid);
std::string uuid_of(std::string_view bytes16);
constexpr std::size_t uuid_bytes = 16;

/// "018f…" of "case/018f…".
std::string_view uuid_part(const StreamId&);

/// What begins every key of a tenant's.
std::string tenant_key(std::string_view tenant);

/// Whether values of this kind can be sorted and compared at all.
bool is_ordered(const Kind&);

/// One for a plain value, one for each element of a list.
std::vector<std::string> ordered(const Kind&, const void* value);

/// The same of a value as it is written in a query; nothing when it is none of this kind. A date
/// where an instant is wanted is its first instant, or its last.
std::optional<std::string> ordered_from_text(const Kind&, std::string_view text, bool last = false);

/// What an empty optional is as bytes.
inline const std::string ordered_null = "\xff";

}  // namespace dossier
