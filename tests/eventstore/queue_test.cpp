#include "eventstore/queue.hpp"

#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using namespace std::chrono_literals;

namespace {

FairQueue::Put put(FairQueue& queue, const std::string& tenant, unsigned n) {
    Waiting waiting{{.tenant = tenant, .command = {test::uuid(n), {}, {}}, .actor = {}}, {}};
    return queue.put(waiting);
}

std::vector<std::string> take(FairQueue& queue, std::size_t n) {
    std::vector<std::string> all;
    for (const Waiting& waiting : queue.take(n, 0ms))
        all.push_back(waiting.request.tenant + waiting.request.command.id.back());
    return all;
}

}  // namespace

TEST_CASE("a small tenant does not wait behind a large one") {
    FairQueue queue(1000);
    for (unsigned n = 0; n < 100; ++n) REQUIRE(put(queue, "large", n % 10) == FairQueue::Put::done);
    for (unsigned n = 0; n < 3; ++n) REQUIRE(put(queue, "small", n) == FairQueue::Put::done);
    CHECK(take(queue, 8) == std::vector<std::string>{"large0", "small0", "large1", "small1",
                                                     "large2", "small2", "large3", "large4"});
}

TEST_CASE("what is numbered stays in its order, whoever it is of") {
    FairQueue queue(10);
    const char* const tenants[] = {"large", "large", "small", "large"};
    for (unsigned n = 0; n < 4; ++n) {
        Waiting waiting{{.tenant = tenants[n], .command = {test::uuid(n), {}, {}}, .actor = {}},
                        {}};
        waiting.request.queued = 10 + n;
        REQUIRE(queue.put(waiting) == FairQueue::Put::done);
    }
    CHECK(take(queue, 8) == std::vector<std::string>{"large0", "large1", "small2", "large3"});
}

TEST_CASE("a queue has a bound, and closed it takes nothing more and gives what it has") {
    FairQueue queue(2);
    CHECK(put(queue, "acme", 1) == FairQueue::Put::done);
    CHECK(put(queue, "acme", 2) == FairQueue::Put::done);
    CHECK(put(queue, "acme", 3) == FairQueue::Put::full);
    queue.close();
    CHECK(put(queue, "acme", 4) == FairQueue::Put::closed);
    CHECK(take(queue, 8) == std::vector<std::string>{"acme1", "acme2"});
    CHECK(queue.size() == 0);
}

TEST_CASE("a ring ends the waiting once") {
    FairQueue queue(2);
    queue.ring();
    CHECK(queue.take(8, 10s).empty());
}
