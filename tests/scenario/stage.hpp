#pragma once
// The scenario's people in a house of some kind, and the clock they look at.
#include "base/random.hpp"
#include "domain/kernel/role.hpp"
#include "tests/support/some_house.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <future>

namespace dossier::test {

inline Timestamp at(const char* text) { return *timestamp_of(text); }

class Stage {
public:
    using Parameters = std::multimap<std::string, std::string, std::less<>>;

    /// The tenant acme on the 5th of January 2026: ada administers, max manages, uma and tom do the
    /// work, sara sells.
    Stage();

    /// Lets time pass.
    Stage& on(const char* when) { return clock.set(at(when)), *this; }

    template <Described C>
    Request request(const UserId& who, const C& command, const StreamId& stream = {}) {
        return {.tenant = "acme",
                .command = {uuid7(clock.now(), random), stream, payload(command)},
                .actor = who,
                .via = "http"};
    }
    std::future<Answer> send(Request);
    Answer ask(Request);
    template <Described C>
    Answer ask(const UserId& who, const C& command, const StreamId& stream = {}) {
        return ask(request(who, command, stream));
    }
    /// What must be accepted.
    template <Described C>
    StreamId done(const UserId& who, const C& command, const StreamId& stream = {}) {
        const Answer answer = ask(who, command, stream);
        INFO(type_of<C>().name << (answer.why ? ": " + std::string(answer.why->rule) : ""));
        REQUIRE_FALSE(answer.why);
        return answer.stream;
    }

    /// What is answered once the views have all that was done here.
    std::string see(const UserId& who, const std::string& path, const Parameters& = {});
    /// Until it is there: what the house does of itself, it does a little later.
    std::string await(const UserId& who, const std::string& path, const std::string& what);

    VirtualClock clock{at("2026-01-05T09:00:00Z")};
    SystemRandom random;
    SomeHouse house{clock};
    UserId ada, max, uma, tom, sara;

private:
    UserId hire(const char* name, Role);

    std::int64_t last_ = 0;  // of what was done here
};

}  // namespace dossier::test
