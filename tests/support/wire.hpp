#pragma once
// A client that says exactly the bytes a test wants said, and hears exactly what comes back.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::test {

/// One connection to 127.0.0.1. Every read waits at most ten seconds.
class Wire {
public:
    explicit Wire(std::uint16_t port);
    ~Wire();
    Wire(const Wire&) = delete;

    /// False when the other side has closed already.
    bool say(std::string_view bytes);
    void say_no_more();  // half closes

    /// Everything up to the end of the connection.
    std::string rest();
    /// One answer with its Content-Length; what came after it is kept for the next.
    std::string answer();
    /// Up to and with these bytes, or what came until the end.
    std::string until(std::string_view bytes);
    /// Whether the other side closes within this time.
    bool ends_within(std::chrono::milliseconds);

private:
    bool hear();

    int socket_;
    std::string heard_;
};

/// How often the text has this in it.
std::size_t count(std::string_view text, std::string_view what);

/// 404 of "HTTP/1.1 404 Not Found…"; 0 when it is no answer.
int status_of_answer(std::string_view answer);
/// What comes after the empty line.
std::string body_of_answer(std::string_view answer);

}  // namespace dossier::test
