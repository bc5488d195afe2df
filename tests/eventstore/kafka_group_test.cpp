#include "tests/support/broker.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>

using namespace dossier;
using namespace dossier::kafka;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// A member, and what is its.
struct Member {
    explicit Member(const GroupOptions& options) : group(broker(), options) {}

    void poll(milliseconds time) {
        const Placed placed = group.poll(time);
        if (placed.kind == Placed::Kind::assigned)
            mine.insert(placed.partitions.begin(), placed.partitions.end());
        if (placed.kind == Placed::Kind::revoked)
            for (const int one : placed.partitions) mine.erase(one);
        REQUIRE(placed.kind != Placed::Kind::error);
    }

    GroupConsumer group;
    std::set<int> mine;
};

GroupOptions options_of(const FreshTopic& topic) {
    return {.group = topic.name, .topic = topic.name, .session_ms = 2000, .heartbeat_ms = 200};
}

template <class Met>
bool soon(const Met& met) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!met())
        if (std::chrono::steady_clock::now() > until) return false;
    return true;
}

}  // namespace

TEST_CASE("partitions are placed, moved when a member comes, and back when it leaves") {
    const FreshTopic topic(4);
    Member first(options_of(topic));
    CHECK(soon([&] { return first.poll(50ms), first.mine.size() == 4; }));
    {
        Member second(options_of(topic));
        CHECK(soon([&] {
            first.poll(20ms);
            second.poll(20ms);
            return first.mine.size() == 2 && second.mine.size() == 2;
        }));
        for (const int one : first.mine) CHECK_FALSE(second.mine.contains(one));
    }
    const auto left = std::chrono::steady_clock::now();
    CHECK(soon([&] { return first.poll(20ms), first.mine.size() == 4; }));
    // A heartbeat, not a session.
    CHECK(std::chrono::steady_clock::now() - left < 1500ms);
}

TEST_CASE("a member that leaves before it was placed, or at any moment, does no harm") {
    const FreshTopic topic(4);
    Member stays(options_of(topic));
    for (int i = 0; i < 6; ++i) {
        Member hasty(options_of(topic));
        for (int polls = 0; polls < i; ++polls) {
            hasty.poll(i * 5ms);
            stays.poll(1ms);
        }
    }
    CHECK(soon([&] { return stays.poll(20ms), stays.mine.size() == 4; }));
}

TEST_CASE("what was revoked is kept until the next call") {
    const FreshTopic topic(2);
    Member first(options_of(topic));
    CHECK(soon([&] { return first.poll(50ms), first.mine.size() == 2; }));
    Member second(options_of(topic));
    CHECK(soon([&] {
        second.poll(10ms);
        return first.poll(20ms), first.mine.empty();
    }));
    for (int i = 0; i < 30; ++i) second.poll(20ms);
    CHECK(second.mine.empty());
    CHECK(soon([&] {
        first.poll(20ms);
        second.poll(20ms);
        return first.mine.size() == 1 && second.mine.size() == 1;
    }));
}
