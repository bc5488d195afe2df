#pragma once
// Which field of a dump becomes which field of a command: data, one row each.
#include "tools/import/read.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dossier::tools {

/// The collections of the source documents, in the order in which they are loaded.
enum class Collection : std::uint8_t { staff, clients, cases, communications, updates };
constexpr std::array<std::string_view, 5> names(Collection) {
    return {"staff", "clients", "cases", "communications", "case_updates"};
}
inline std::string_view to_text(Collection of) { return names(of)[static_cast<std::size_t>(of)]; }

/// What happens to a value on its way.
enum class How : std::uint8_t {
    as_it_is,
    word,     // Phone Call → phone_call; the words of --map before that
    instant,  // a day or a local form → RFC 3339
    phone,    // +49 30 1234 → +49301234
    number,   // 7 → "7": other systems count what we name
    old_id    // of `about`: the record of ours that was made of it
};

/// `from` are the names it goes by, "timestamp|date". `to` is a JSON Pointer into the command's
/// data; empty: it is used in another way, or says nothing we keep.
struct Column {
    std::string_view from;
    std::string_view to;
    How how = How::as_it_is;
    Collection about = Collection::clients;
};

/// What every command of its kind says.
struct Constant {
    std::string_view to, value;  // a JSON value
};

struct Mapping {
    Collection collection;
    std::string_view command;  // "OpenCase"
    std::string_view stream;   // "case": of the record it begins; empty: the command says of which
    std::span<const Column> columns;
    std::span<const Constant> constants;
    std::string_view asked_of;  // the column that names the record it is asked of
};

/// When a case was opened, where the source says so or something near to it does.
constexpr std::string_view opened_names = "created_at|createdAt|opened_at";

/// What somebody noted about a client.
constexpr std::string_view note_names = "notes|comments";

/// How a row becomes a command. An update that names no case is the source document's other form.
const Mapping& mapping_of(Collection, const json::object& fields);

/// How the note of a client's row becomes a second one.
const Mapping& mapping_of_note();

/// What a case that is not open is asked at the end.
struct Ending {
    std::string_view status, command, data;
};
std::span<const Ending> endings();

/// The kind of record that a row of the collection becomes.
std::string_view record_of(Collection);

/// Its first name that the row has; nothing when it has none. An empty value is as good as none.
const json::value* value_of(const json::object& fields, std::string_view from);
const Column* column_named(const Mapping&, std::string_view source_field);
const Column* column_to(const Mapping&, std::string_view path);
inline std::string_view first_name(std::string_view from) { return from.substr(0, from.find('|')); }

/// By the file's name, "customers.json"; else by the fields of its first row.
std::optional<Collection> collection_of(std::string_view stem, const json::object* first);

}  // namespace dossier::tools
