#pragma once
// JSON as text: what the readers and writers of this folder have in common. No tree is built: a
// text is looked at once by the parser of Boost.JSON, which says whether it is JSON at all, and is
// then walked.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

constexpr std::size_t json_depth_max = 32;

/// Nothing when it is JSON (RFC 8259), UTF-8, and nests no deeper than json_depth_max; else why.
std::optional<std::string> not_json(std::string_view text);

/// Appends a JSON string with the escapes of RFC 8785 §3.2.2.2: the fewest.
void append_quoted(std::string& to, std::string_view utf8);
std::string quoted(std::string_view utf8);

/// Walks a text for which not_json() had nothing to say. Cheap to copy, to look ahead.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view json) : rest_(json) {}

    /// The first character of the next value: one of { [ " t f n - 0…9
    char peek() {
        skip_blanks();
        return rest_.front();
    }
    /// The next value as it stands.
    std::string_view raw();
    /// The next value when it is a whole number of 64 bits; takes whatever it is.
    std::optional<std::int64_t> whole();
    /// The next value, a string, without its escapes; lives as long as the text and `scratch`.
    std::string_view string(std::string& scratch);

    /// Goes into the next value, an object or a list; false when it is empty, and is left again.
    bool enter();
    /// On to the next member or element; false when there is none, and the value is left.
    bool more();
    /// The name of the member whose value comes next.
    std::string_view key(std::string& scratch);

private:
    void skip_blanks() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t' ||
                                  rest_.front() == '\n' || rest_.front() == '\r'))
            rest_.remove_prefix(1);
    }

    std::string_view rest_;
};

}  // namespace dossier
