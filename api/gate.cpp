#include "api/gate.hpp"

#include "api/http.hpp"

#include <algorithm>
#include <array>

namespace dossier {
namespace {

constexpr GateVerdict passes{};
constexpr std::size_t digits_max = 12;  // of a length: more is no honest one

GateVerdict bad(std::string_view why) { return {400, why}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a byte is a letter, a digit or one of these marks: every byte of a header is asked.
class Alphabet {
public:
    constexpr explicit Alphabet(std::string_view marks) {
        for (std::size_t c = 0; c < has_.size(); ++c)
            has_[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        for (const char mark : marks) has_[static_cast<unsigned char>(mark)] = true;
    }
    constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

private:
    std::array<bool, 256> has_{};
};

bool is_token(char c) {
    static constexpr Alphabet token("!#$%&'*+-.^_`|~");
    return token.has(c);
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

template <class Which>
bool all(std::string_view text, const Which& which) {
    return std::all_of(text.begin(), text.end(), which);
}

bool is_printable(char c) { return c > 0x20 && c < 0x7f; }

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// host := one or more of letters, digits and -._~:[]%  ; no userinfo, no path
bool is_host(std::string_view text) {
    static constexpr Alphabet host("-._~:[]%");
    return !text.empty() && text.size() <= 300 && all(text, [](char c) { return host.has(c); });
}

GateVerdict judge_target(std::string_view target) {
    if (target.empty() || !all(target, is_printable)) return bad("the target is not printable");
    constexpr std::string_view http = "http://";
    if (target.starts_with(http)) {
        target.remove_prefix(http.size());
        const std::size_t slash = std::min(target.find('/'), target.size());
        if (!is_host(target.substr(0, slash))) return bad("the target's host is no plain host");
        target.remove_prefix(slash);
    }
    return target.starts_with('/') ? passes : bad("the target is no path");
}

/// `minor` becomes the y of HTTP/1.y.
GateVerdict judge_request_line(std::string_view line, char& minor) {
    const std::size_t first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return bad("no request line");
    const std::string_view method = line.substr(0, first), version = line.substr(last + 1);
    if (method.empty() || !all(method, [](char c) { return c >= 'A' && c <= 'Z'; }))
        return bad("the method is not in capital letters");
    if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.')
        return bad("no HTTP version");
    minor = version[7];
    if (version[5] != '1' || (minor != '0' && minor != '1'))
        return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    return judge_target(line.substr(first + 1, last - first - 1));
}

/// What the fields say of the request as a whole.
struct Seen {
    std::size_t fields = 0, hosts = 0, lengths = 0, encodings = 0;
};

GateVerdict judge_length(std::string_view value, const GateLimits& limits) {
    if (value.empty() || value.size() > digits_max || !all(value, is_digit))
        return bad("Content-Length is not made of digits");
    std::size_t length = 0;
    for (const char digit : value) length = length * 10 + static_cast<std::size_t>(digit - '0');
    if (length > limits.body_bytes_max) return {413, "the body is too large"};
    return passes;
}

GateVerdict judge_field(std::string_view line, char minor, const GateLimits& limits, Seen& seen) {
    if (++seen.fields > limits.fields_max) return {431, "too many header fields"};
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return bad("a header field without a colon");
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (name.empty() || !all(name, is_token)) return bad("a header field's name is no token");
    if (std::any_of(value.begin(), value.end(), is_control))
        return bad("a header field's value has a control character");

    if (same_name(name, "Host")) {
        if (++seen.hosts > 1) return bad("more than one Host");
        if (!is_host(value)) return bad("Host is no plain host");
    } else if (same_name(name, "Content-Length")) {
        if (++seen.lengths > 1) return bad("more than one Content-Length");
        return judge_length(value, limits);
    } else if (same_name(name, "Transfer-Encoding")) {
        if (++seen.encodings > 1) return bad("more than one Transfer-Encoding");
        if (minor != '1') return bad("Transfer-Encoding needs HTTP/1.1");
        if (value != "chunked") return bad("Transfer-Encoding is not exactly chunked");
    }
    return passes;
}

}  // namespace

std::size_t head_length(std::string_view bytes, std::size_t from) {
    const std::size_t end = bytes.find("\r\n\r\n", from < 3 ? 0 : from - 3);
    return end == std::string_view::npos ? 0 : end + 4;
}

GateVerdict judge_head(std::string_view head, const GateLimits& limits) {
    if (head.size() > limits.head_bytes_max) return {431, "the header is too large"};
    Seen seen;
    char minor = 0;
    for (bool first = true; !head.starts_with("\r\n"); first = false) {
        const std::size_t end = head.find("\r\n");
        if (end == std::string_view::npos) return bad("the header does not end");
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end + 2);
        if (line.find('\r') != line.npos || line.find('\n') != line.npos)
            return bad("a line ends without CR LF");
        const GateVerdict verdict =
            first ? judge_request_line(line, minor) : judge_field(line, minor, limits, seen);
        if (verdict.status != 0) return verdict;
    }
    if (minor == 0) return bad("no request line");
    if (seen.hosts != 1) return bad("no Host");
    if (seen.lengths != 0 && seen.encodings != 0)
        return bad("both Content-Length and Transfer-Encoding");
    return passes;
}

}  // namespace dossier
