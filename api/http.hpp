#pragma once
// A request and its answer as plain values. Whoever answers knows no socket; whoever holds the
// socket knows no query.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

struct HttpField {
    std::string name;
    std::string value;
};

struct HttpRequest {
    std::string method;
    std::string target;  // as it came: "/v1/cases?status=open"
    std::vector<HttpField> fields;
    std::string body;
    std::string address;  // of the peer

    std::string_view route = {};  // the pattern that answers it; set by whoever found it

    /// Without regard to case; the first of this name.
    const std::string* field(std::string_view name) const;
};

struct HttpResponse;

/// Takes what makes the answer and runs it on the session's own thread. Any thread, once; it does
/// not block. After the session is gone it does nothing.
using Respond = std::function<void(std::function<HttpResponse()>)>;

/// A body without a known end. The session asks for the next piece when it has sent the last one,
/// so a slow reader holds one piece and no queue.
class Pieces {
public:
    virtual ~Pieces() = default;

    /// Takes what makes the next piece and runs it on the session's own thread; an empty piece is
    /// the end. From any thread, perhaps at once; it does not block.
    using Give = std::function<void(std::function<std::string()>)>;
    virtual void next(Give) = 0;
};

struct HttpResponse {
    int status = 200;
    std::string body = {};
    std::string_view type = "application/json";
    std::vector<HttpField> fields = {};
    bool close = false;  // the connection, when this was sent

    std::unique_ptr<Pieces> pieces = {};      // then there is no body
    std::function<void(Respond)> later = {};  // then the rest is nothing, and this gives the answer
};

/// What a server serves. Any of the server's threads.
class Front {
public:
    virtual ~Front() = default;

    virtual HttpResponse answer(HttpRequest&) = 0;

    /// Hears of every request that was answered: the final status, and how long it took.
    virtual void answered(const HttpRequest&, int status, double seconds) = 0;
};

/// "Not Found" of 404; RFC 9110 §15.
std::string_view reason_of(int status);

/// Whether the two are the same, where a letter's case is none. ASCII.
bool same_name(std::string_view, std::string_view);

}  // namespace dossier
