#include "base/time.hpp"
#include "tools/import/read.hpp"

#include <charconv>
#include <limits>

namespace dossier::tools {
namespace {

constexpr std::int64_t us_of_ms = 1000;

std::optional<std::int64_t> whole(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (!value.is_string()) return {};
    const std::string_view text = value.get_string();
    std::int64_t number = 0;
    const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (why != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

/// {"$date":"2024-03-27T12:00:00Z"} or {"$date":{"$numberLong":"1711540800000"}}
json::value instant(const json::value& date) {
    if (date.is_string()) return date;
    const json::value* ms = &date;
    if (const auto* object = date.if_object())
        if (const auto* number = object->if_contains("$numberLong")) ms = number;
    const auto since_1970 = whole(*ms);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / us_of_ms;
    if (!since_1970 || *since_1970 > most || *since_1970 < -most) return date;
    return json::value(to_text(Timestamp{*since_1970 * us_of_ms}));
}

/// Nothing when it is no number that JSON has: then its text stays.
json::value number(const json::value& value) {
    if (const auto n = whole(value)) return *n;
    const auto* text = value.if_string();
    if (text == nullptr) return value;
    const auto read = parsed(*text);
    return read && read->is_number() ? *read : value;
}

/// What an object of one $member stands for; nothing when it stands for itself.
std::optional<json::value> unwrapped(const json::object& object) {
    if (object.size() != 1) return {};
    const std::string_view name = object.begin()->key();
    const json::value& value = object.begin()->value();
    if (name == "$oid" || name == "$uuid" || name == "$symbol" || name == "$numberDecimal")
        return value;
    if (name == "$date") return instant(value);
    if (name == "$numberInt" || name == "$numberLong" || name == "$numberDouble")
        return number(value);
    if (name == "$undefined") return json::value(nullptr);
    return {};
}

/// Cuts a stream into documents: what stands between braces, wherever that begins and ends.
class Documents {
public:
    Documents(std::istream& in, const TakeRow& take) : in_(in), take_(take) {}

    void read() {
        for (int c = in_.get(); c != std::istream::traits_type::eof(); c = in_.get()) {
            take(static_cast<char>(c));
            fresh_line_ = c == '\n';
            if (fresh_line_) ++line_;
        }
        if (depth_ > 0) broken("This document does not end.");
        end_of_rest();
    }

private:
    void take(char c) {
        if (depth_ == 0) return outside(c);
        if (fresh_line_ && c == '{') {  // the one before was cut off
            broken("This document does not end.");
            return outside(c);
        }
        keep(c);
        if (in_text_)
            text(c);
        else if (c == '"')
            in_text_ = true;
        else if (c == '{')
            ++depth_;
        else if (c == '}' && --depth_ == 0)
            document();
    }

    void outside(char c) {
        if (c == '{') {
            end_of_rest();
            start_ = line_;
            depth_ = 1;
            return keep(c);
        }
        if (c == '\n') return end_of_rest();
        if (std::string_view(" \t\r,[]").find(c) == std::string_view::npos &&
            static_cast<unsigned char>(c) < 0x80)
            rest_ = true;
    }

    void text(char c) {
        if (escaped_)
            escaped_ = false;
        else if (c == '\\')
            escaped_ = true;
        else if (c == '"')
            in_text_ = false;
    }

    void keep(char c) {
        if (document_.size() < row_bytes_max) document_ += c;
        ++size_;
    }

    void document() {
        if (size_ > row_bytes_max) return broken("This document is larger than 1 MiB.");
        const auto read = parsed(document_);
        if (!read || !read->is_object()) return broken("This is not JSON.");
        take_({start_, plain(*read).get_object(), {}});
        forget();
    }

    void broken(std::string why) {
        take_({start_, {}, std::move(why)});
        forget();
    }

    /// What stood on a line beside documents and what separates them.
    void end_of_rest() {
        if (rest_) take_({line_, {}, "This is not JSON."});
        rest_ = false;
    }

    void forget() {
        document_.clear();
        size_ = depth_ = 0;
        in_text_ = escaped_ = false;
    }

    std::istream& in_;
    const TakeRow& take_;
    std::string document_;
    std::size_t size_ = 0, depth_ = 0, line_ = 1, start_ = 1;
    bool in_text_ = false, escaped_ = false, fresh_line_ = true, rest_ = false;
};

}  // namespace

json::value plain(const json::value& value) {
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const json::value& element : *list) out.push_back(plain(element));
        return out;
    }
    const auto* object = value.if_object();
    if (object == nullptr) return value;
    if (const auto inside = unwrapped(*object)) return *inside;
    json::object out;
    for (const auto& [name, member] : *object) out[name] = plain(member);
    return out;
}

void read_extended_json(std::istream& in, const TakeRow& take) { Documents(in, take).read(); }

}  // namespace dossier::tools
