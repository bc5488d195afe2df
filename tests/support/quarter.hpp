#pragma once
// Processes of one house on a log, each with its roles and its own folder, before a real broker.
#include "api/api.hpp"
#include "consumers/kafka/kafka_house.hpp"
#include "consumers/provision.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wire.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

namespace dossier::test {

/// What they share: the topics, root.key and token.key, and the tenant acme once one has opened it.
struct Quarter {
    Quarter() {
        root_key(keys.path() / "root.key", random);
        token_key(keys.path() / "token.key", random);
    }

    void provision_at(House& house) {
        const Provisioned made = provision(house, {.slug = "acme",
                                                   .name = "Acme",
                                                   .admin_name = "Ada",
                                                   .admin_email = "ada@example.com"});
        if (made.why) FAIL(made.why->rule << ": " << made.why->message);
        admin = made.admin;
    }

    TempDir keys;
    SystemClock clock;
    SystemRandom random;
    const std::string prefix = fresh_name();
    UserId admin;
};

/// One of them.
struct Resident {
    Resident(Quarter& of, KafkaRoles roles, ApiOptions options = {})
        : quarter(of),
          house(
              {folder()}, of.clock, of.random, [](const std::string&) {},
              {.config = broker(), .plan = {.prefix = of.prefix, .partitions = 2}, .roles = roles}),
          api(house, token_key(dir.path() / "token.key", of.random), of.random,
              at_free_port(std::move(options))) {}

    std::string url() const { return "http://127.0.0.1:" + std::to_string(api.port()); }

    /// As the administrator of acme, unless another token is said.
    std::string ask(std::string_view method, std::string_view target, std::string_view fields = "",
                    std::string_view body = "", std::string token = "") {
        using namespace std::chrono_literals;
        const Timestamp now = quarter.clock.now();
        if (token.empty()) token = api.tokens().sign({"acme", quarter.admin, now, now + 1h});
        Wire wire(api.port());
        wire.say(std::string(method) + " " + std::string(target) +
                 " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n" +
                 std::string(fields) + "Content-Length: " + std::to_string(body.size()) +
                 "\r\n\r\n" + std::string(body));
        return wire.answer();
    }

    TempDir dir;
    Quarter& quarter;
    KafkaHouse house;
    Api api;

private:
    std::filesystem::path folder() {
        for (const char* name : {"root.key", "token.key"})
            std::filesystem::copy_file(quarter.keys.path() / name, dir.path() / name);
        return dir.path();
    }
    static ApiOptions at_free_port(ApiOptions options) {
        options.listen.port = 0;
        options.feed.heartbeat = std::chrono::milliseconds(200);
        return options;
    }
};

}  // namespace dossier::test
