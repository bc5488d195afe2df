#pragma once
// The whole of it on a socket: a house in a directory of its own, asked over HTTP.
#include "api/api.hpp"
#include "consumers/local_house.hpp"
#include "consumers/provision.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wire.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dossier::test {

constexpr Timestamp street_begins{1'711'540'800'000'000};

inline bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

/// What stands between the first `what` and the next `end`.
inline std::string after(const std::string& text, std::string_view what, char end) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    const std::size_t from = at + what.size();
    return text.substr(from, text.find(end, from) - from);
}

/// A house with the tenant acme, an API before it, and a clock that stands still.
struct Street {
    explicit Street(ApiOptions options = {}) : api(house, seed(), random, at_free_port(options)) {
        const Provisioned made = provision(house, {.slug = "acme",
                                                   .name = "Acme",
                                                   .admin_name = "Ada",
                                                   .admin_email = "ada@example.com"});
        if (made.why)
            FAIL(made.why->rule << ": " << made.why->message
                                << (made.why->errors.empty()
                                        ? ""
                                        : made.why->errors[0].path + made.why->errors[0].message));
        admin = made.admin;
        token = token_of(admin);
        ask("GET", "/v1/companies?min_seq=2");  // reading rights are read from the views
    }

    std::string token_of(const UserId& user) {
        using namespace std::chrono_literals;
        return api.tokens().sign({"acme", user, street_begins, street_begins + 1000h});
    }
    std::string request(std::string_view method, std::string_view target, std::string_view fields,
                        std::string_view body) const {
        std::string made = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
        made += "Host: localhost\r\nAuthorization: Bearer " + token + "\r\n";
        made += std::string(fields) + "Content-Length: " + std::to_string(body.size());
        return made + "\r\n\r\n" + std::string(body);
    }
    std::string ask(std::string_view method, std::string_view target, std::string_view fields = "",
                    std::string_view body = "") {
        Wire wire(api.port());
        wire.say(request(method, target, fields, body));
        return wire.answer();
    }

    /// The same, as somebody else.
    std::string ask_as(const UserId& user, std::string_view method, std::string_view target,
                       std::string_view fields = "", std::string_view body = "") {
        const std::string mine = std::exchange(token, token_of(user));
        std::string answer = ask(method, target, fields, body);
        token = mine;
        return answer;
    }

    /// A command of the token's holder to a record, or to a new one; what came back.
    std::string send(std::string_view type, std::string_view data, std::string_view stream = "") {
        std::string fields;
        if (!stream.empty()) fields = "Dossier-Stream: " + std::string(stream) + "\r\n";
        std::string answer = ask("POST", "/v1/commands/" + std::string(type), fields, data);
        INFO(type << ": " << answer);
        REQUIRE(status_of_answer(answer) == 200);
        seq = after(answer, R"("seq":)", ',');
        return body_of_answer(answer);
    }
    /// The same; the record it was asked of.
    std::string made(std::string_view type, std::string_view data) {
        return after(send(type, data), R"("stream":")", '"');
    }

    /// Somebody with this role, who has begun to work here.
    UserId hire(const std::string& role) {
        const UserId user{made("InviteUser", R"({"name":"A )" + role + R"(","email":")" + role +
                                                 R"(@example.com","roles":[")" + role + R"("]})")};
        const std::string begun = ask_as(user, "POST", "/v1/commands/AcceptInvitation",
                                         "Dossier-Stream: " + user.text + "\r\n", "{}");
        REQUIRE(status_of_answer(begun) == 200);
        seq = after(begun, R"("seq":)", ',');
        return user;
    }

    /// `path` as this user sees it, once the views have what was done last.
    std::string seen_by(const UserId& user, const std::string& path) {
        const char sign = path.find('?') == std::string::npos ? '?' : '&';
        return ask_as(user, "GET", path + sign + "min_seq=" + seq);
    }

    TempDir dir;
    VirtualClock clock{street_begins};
    SystemRandom random;
    LocalHouse house{{dir.path()}, clock, random, [](const std::string&) {}};
    Api api;
    UserId admin;
    std::string token;
    std::string seq;  // of what was done last

private:
    Bytes32 seed() { return token_key(dir.path() / "token.key", random); }
    ApiOptions at_free_port(ApiOptions options) {
        options.listen.port = 0;
        options.clock = &clock;
        options.feed.heartbeat = std::chrono::milliseconds(200);
        return options;
    }
};

}  // namespace dossier::test
