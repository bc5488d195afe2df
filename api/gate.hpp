#pragma once
// The header gate: what may pass on to the parser behind it. Two programs that read one request
// differently can be made to see a second request inside it; so only what every reader reads the
// same way gets through.
//
//     head    := method " " target " HTTP/1." ("0" | "1") crlf (name ":" blank* value crlf)* crlf
//     method  := [A-Z]+
//     target  := "/" printable*  |  "http://" host target     with no userinfo
//     name    := token               RFC 9110 §5.6.2
//     value   := (0x20-0x7e | tab | 0x80-0xff)*
//
// Exactly one Host; and of the body's length at most one of: one Content-Length, of digits only,
// or exactly `Transfer-Encoding: chunked` on HTTP/1.1.
#include <cstddef>
#include <string_view>

namespace dossier {

struct GateLimits {
    std::size_t head_bytes_max = 8 * 1024;
    std::size_t fields_max = 100;
    std::size_t body_bytes_max = 1 << 20;
};

/// What is wrong, and the status that says so: 400, 413, 431 or 505; 0 when it may pass.
struct GateVerdict {
    int status = 0;
    std::string_view why = {};
};

/// The length of the head with its empty line; 0 while that has not come. `from` is how much of
/// it was looked at before.
std::size_t head_length(std::string_view bytes, std::size_t from = 0);

/// `head` ends with its empty line.
GateVerdict judge_head(std::string_view head, const GateLimits& = {});

}  // namespace dossier
