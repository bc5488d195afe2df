#pragma once
// One question on its way: what was asked, of which moment, by whom, and what they may see.
#include "projections/queries.hpp"
#include "projections/record_row.hpp"
#include "projections/views.hpp"

#include <set>

namespace dossier {

enum class Sees : std::uint8_t { nothing, masked, whole };

/// The same moment for everything a question reads. One thread.
class Inquiry {
public:
    Inquiry(const Question&, Views&, const Journal&, const Keys&);

    // ---- Parameters: each wrong one is an error; those nobody takes are wrong too ----

    const std::string* take(std::string_view name);
    /// Every parameter whose name begins so, with what follows the beginning.
    std::vector<std::pair<std::string, std::string>> rest();
    std::optional<std::int64_t> number(std::string_view name, std::int64_t least,
                                       std::int64_t most);
    bool flag(std::string_view name);
    void wrong(std::string_view parameter, std::string_view rule, std::string message);
    const Errors& errors() const { return errors_; }

    // ---- The moment ----

    /// Reads as_of, else the sequence a cursor was made at; to be called once, first.
    void at(std::optional<Sequence> of_cursor);
    Sequence seq() const { return seq_; }  // at which the answer is true
    Sight sight(const std::string& view) const { return here_.sight(view, as_of_); }
    Sight now(const std::string& view) const { return here_.sight(view); }
    /// {"seq":…,"as_of":…,"records_from":…} without the braces.
    std::string moment() const;

    // ---- Who asks ----

    const std::string& tenant() const { return question_.reader.tenant; }
    const UserId& user() const { return question_.reader.user; }
    Roles roles() const { return roles_; }
    /// Whether there can be a record they see at all.
    bool may_see(const Aggregate&) const;
    /// `state` is the record as it is today.
    Sees sees(const Aggregate&, const void* state) const;
    Sees sees(const StreamId&) const;

    // ---- What is there ----

    struct Seen {
        RecordRow row;
        Sequence seq = 0;  // of its version
        Sees sees = Sees::nothing;
    };
    /// As of the moment; nothing when there was none, or the reader may not know.
    std::optional<Seen> record(const StreamId&) const;
    std::optional<RecordRow> record_now(const StreamId&) const;
    std::optional<Entry> entry(Sequence) const;

    /// With its boxes opened, or hidden.
    std::string reveal(std::string_view json, Sees) const;
    /// {"id":…, its fields, "version":…, "seq":…, "created_at":…, …}
    std::string show(const StreamId&, const Seen&) const;

    Views& views() const { return views_; }

private:
    std::optional<Sequence> as_of_from(const std::string& text);

    const Question& question_;
    Views& views_;
    const Journal& journal_;
    const Keys& keys_;
    Glance here_;
    Sequence last_ = 0, seq_ = 0;
    std::optional<Sequence> as_of_;
    std::string as_of_text_, records_from_;
    Roles roles_;
    Errors errors_;
    std::set<std::string> taken_;
};

/// A page of a list, and where the next one begins.
struct Paging {
    std::int64_t limit = 50;
    std::string after;  // the last key of the page before; empty: from the start
};
constexpr std::int64_t page_max = 500;

/// cursor := base64url(filter:u64 seq:u64 key)   the filter is a hash of every other parameter
/// Takes limit and after, settles the moment.
Paging page_of(Inquiry&, const Question&);
std::string cursor_of(const Inquiry&, const Question&, std::string_view key);

/// A JSON string.
std::string json_string(std::string_view text);

/// Adds "name":value to an object that is open, or to one of which only its `{` stands.
void append_member(std::string& json, std::string_view name, std::string_view value);

}  // namespace dossier
