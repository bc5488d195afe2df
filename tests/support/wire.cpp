#include "tests/support/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace dossier::test {

Wire::Wire(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        throw std::runtime_error("nobody listens");
}

Wire::~Wire() { ::close(socket_); }

bool Wire::say(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void Wire::say_no_more() { ::shutdown(socket_, SHUT_WR); }

bool Wire::hear() {
    pollfd what{socket_, POLLIN, 0};
    if (::poll(&what, 1, 10'000) != 1) throw std::runtime_error("no answer in ten seconds");
    char bytes[16 * 1024];
    const ssize_t n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(n));
    return true;
}

std::string Wire::rest() {
    while (hear()) {
    }
    return std::exchange(heard_, {});
}

std::string Wire::until(std::string_view bytes) {
    std::size_t at = heard_.find(bytes);
    while (at == std::string::npos && hear()) at = heard_.find(bytes);
    if (at == std::string::npos) return std::exchange(heard_, {});
    std::string said = heard_.substr(0, at + bytes.size());
    heard_.erase(0, said.size());
    return said;
}

std::string Wire::answer() {
    std::string head = until("\r\n\r\n");
    constexpr std::string_view name = "Content-Length: ";
    const std::size_t at = head.find(name);
    if (at == std::string::npos) return head;
    const std::size_t length = std::stoul(head.substr(at + name.size()));
    while (heard_.size() < length && hear()) {
    }
    head.append(heard_, 0, length);
    heard_.erase(0, length);
    return head;
}

bool Wire::ends_within(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    for (char bytes[4096]; std::chrono::steady_clock::now() < until;) {
        pollfd what{socket_, POLLIN, 0};
        if (::poll(&what, 1, 10) == 1 && ::recv(socket_, bytes, sizeof bytes, 0) <= 0) return true;
    }
    return false;
}

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size()))
        ++found;
    return found;
}

int status_of_answer(std::string_view answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

std::string body_of_answer(std::string_view answer) {
    const std::size_t at = answer.find("\r\n\r\n");
    return at == std::string_view::npos ? "" : std::string(answer.substr(at + 4));
}

}  // namespace dossier::test
