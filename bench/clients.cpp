#include "bench/clients.hpp"

#include "bench/measure.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace dossier::bench {
namespace {

constexpr int patience_ms = 10'000;
constexpr std::size_t read_bytes = 64 << 10;

class Socket {
public:
    explicit Socket(std::uint16_t port)
        : number_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(number_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error("nobody listens");
        const int yes = 1;
        ::setsockopt(number_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

    void say(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t n = ::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) throw std::runtime_error("the server has closed");
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }

private:
    int number_;
};

/// One client: what it asked last, and what has come of the answer.
struct Client {
    Socket socket;
    std::size_t asked = 0;
    double begun = 0;
    std::string heard = {};

    /// The length of the answer's body once all of it is there, else -1.
    std::int64_t whole() const {
        constexpr std::string_view name = "\r\nContent-Length: ";
        const std::size_t end = heard.find("\r\n\r\n");
        if (end == std::string::npos) return -1;
        const std::size_t at = heard.find(name);
        if (at > end) throw std::runtime_error("an answer without a length: " + heard);
        std::int64_t length = 0;
        std::from_chars(heard.data() + at + name.size(), heard.data() + end, length);
        return heard.size() >= end + 4 + static_cast<std::size_t>(length) ? length : -1;
    }
};

class Crowd {
public:
    Crowd(std::uint16_t port, const std::vector<std::string>& requests, std::size_t clients)
        : requests_(requests), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
        clients_.reserve(clients);
        for (std::size_t i = 0; i < clients; ++i) {
            clients_.push_back({Socket(port)});
            epoll_event wanted{.events = EPOLLIN, .data = {.u64 = i}};
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, clients_.back().socket.number(), &wanted);
        }
        heard_.latency_us.resize(requests.size());
    }
    ~Crowd() { ::close(poll_); }
    Crowd(const Crowd&) = delete;

    Heard ask() {
        watch_ = {};
        for (Client& client : clients_) next(client);
        std::array<epoll_event, 64> events{};
        while (answered_ < requests_.size()) {
            const int n = ::epoll_wait(poll_, events.data(), events.size(), patience_ms);
            if (n <= 0) throw std::runtime_error("no answer in ten seconds");
            for (int i = 0; i < n; ++i)
                hear(clients_[events[static_cast<std::size_t>(i)].data.u64]);
        }
        heard_.seconds = watch_.seconds();
        return std::move(heard_);
    }

private:
    void next(Client& client) {
        if (asked_ == requests_.size()) return;
        client.asked = asked_++;
        client.begun = watch_.seconds();
        client.socket.say(requests_[client.asked]);
    }
    void hear(Client& client) {
        const ssize_t n = ::recv(client.socket.number(), bytes_.data(), bytes_.size(), 0);
        if (n <= 0) throw std::runtime_error("the server has closed");
        client.heard.append(bytes_.data(), static_cast<std::size_t>(n));
        const std::int64_t body = client.whole();
        if (body < 0) return;
        heard_.latency_us[client.asked] = (watch_.seconds() - client.begun) * 1e6;
        heard_.body_bytes += static_cast<std::uint64_t>(body);
        if (client.heard.starts_with("HTTP/1.1 2")) {
            ++heard_.accepted;
        } else {
            ++heard_.refused;
            heard_.a_refusal = client.heard;
        }
        client.heard.clear();
        ++answered_;
        next(client);
    }

    const std::vector<std::string>& requests_;
    const int poll_;
    std::vector<Client> clients_;
    std::vector<char> bytes_ = std::vector<char>(read_bytes);
    std::size_t asked_ = 0, answered_ = 0;
    Heard heard_;
    Watch watch_;
};

}  // namespace

Heard ask_all(std::uint16_t port, const std::vector<std::string>& requests, std::size_t clients) {
    return Crowd(port, requests, clients).ask();
}

}  // namespace dossier::bench
