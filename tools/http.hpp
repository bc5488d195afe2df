#pragma once
// An HTTP/1.1 client: one connection, kept alive.
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dossier::tools {

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";
    std::string body = {};
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers = {};
};

struct HttpAnswer {
    int status = 0;
    std::string content_type;
    std::string body;

    bool well() const { return status >= 200 && status < 300; }
};

/// One thread.
class Http {
public:
    /// "http://host:port"; throws CannotGoOn when it is not that. Connects when first asked.
    Http(std::string_view url, std::string token);
    ~Http();
    Http(Http&&) noexcept;

    /// Connects again, once, when the kept connection turned out to be closed before an answer
    /// began: every request of ours may be sent twice. Throws CannotGoOn when there is no answer.
    HttpAnswer ask(const HttpRequest&);

    /// Hands over the body as it comes, until `each` answers false or the server closes. Throws
    /// CannotGoOn; an answer that is no 2xx is returned instead of handed over.
    HttpAnswer stream(const HttpRequest&, const std::function<bool(std::string_view)>& each);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::tools
