// Whole histories of a tenant: whatever people ask of whatever record, in any order, with time
// passing and reactions following. `--rng-seed N` tells one of them again.
#include "domain/cases/case.hpp"
#include "domain/kernel/house.hpp"
#include "schema/sample.hpp"
#include "tests/support/tenant.hpp"

#include <catch2/catch_get_random_seed.hpp>

using namespace dossier;
using namespace dossier::test;

namespace {

constexpr std::size_t steps = 400;

/// Every command of the house that somebody may ask, with what it is asked of.
struct Wish {
    const Type* type;
    std::string_view aggregate;  // empty: a transaction
};

std::vector<Wish> every_wish() {
    std::vector<Wish> all;
    for (const Aggregate* aggregate : all_aggregates())
        for (const CommandType& command : aggregate->commands)
            all.push_back({command.type, aggregate->name});
    for (const Transaction& transaction : all_transactions()) all.push_back({transaction.type, {}});
    return all;
}

/// A tenant somebody has done all sorts of things in, and what they asked.
struct History {
    Tenant tenant;
    std::vector<Command> asked;
    Timestamp now = noon;

    explicit History(std::uint64_t seed) {
        Sampler sampler(seed);
        const std::vector<Wish> wishes = every_wish();
        tenant.as({Role::admin, Role::system});
        for (unsigned step = 0; step < steps; ++step) {
            const Wish& wish = wishes[sampler.below(wishes.size())];
            const std::string_view of = wish.aggregate.empty() ? "user" : wish.aggregate;
            const Object command = sampler.command(*wish.type);
            asked.push_back(
                {uuid(1000 + step),
                 {std::string(of) + "/" + uuid(static_cast<unsigned>(sampler.below(9)))},
                 {wish.type->name, to_json(*wish.type, command.get())}});
            tenant.submit(asked.back());
            if (sampler.below(20) == 0) {
                now = now + std::chrono::days{sampler.below(10)};
                tenant.advance_to(now);
            }
            if (sampler.below(5) == 0) tenant.react();
        }
    }
};

}  // namespace

TEST_CASE("a tenant's journal tells its whole history again") {
    for (std::uint64_t round = 0; round < 5; ++round) {
        const std::uint64_t seed = Catch::getSeed() + round;
        INFO("seed " << seed);
        History history(seed);
        std::map<StreamId, Object> told;
        for (const Entry& entry : history.tenant.journal())
            for (const Event& event : entry.events) {
                const Aggregate& aggregate = *aggregate_named(aggregate_of(event.stream));
                Object& state =
                    told.try_emplace(event.stream, Object(*aggregate.state)).first->second;
                aggregate.evolve(state.get(), aggregate.read(event), meta_of(entry, event));
            }
        CHECK(told.size() > 5);
        for (const auto& [id, state] : told) {
            INFO(id.text);
            CHECK(diff(state.type(), history.tenant.state_of(id), state.get()).empty());
        }
    }
}

TEST_CASE("whatever was asked the same commands again change nothing") {
    History history(Catch::getSeed());
    const std::size_t before = history.tenant.journal().size();
    std::size_t repeated = 0;
    for (const Command& command : history.asked) {
        const std::size_t entries = history.tenant.journal().size();
        const Answer again = history.tenant.submit(command);
        if (!again.why && history.tenant.journal().size() == entries) ++repeated;
    }
    CHECK(repeated > 0);  // most of what is asked at random is refused
    CHECK(history.tenant.journal().size() < before + history.asked.size() - repeated + 1);
}

TEST_CASE("whatever was asked what is unique is held once and numbers have no holes") {
    for (std::uint64_t round = 0; round < 5; ++round) {
        const std::uint64_t seed = Catch::getSeed() + round;
        INFO("seed " << seed);
        const History history(seed);
        std::set<std::int64_t> numbers;
        std::map<std::string, StreamId> held;
        std::set<StreamId> streams;
        for (const Entry& entry : history.tenant.journal())
            for (const Event& event : entry.events) streams.insert(event.stream);
        for (const StreamId& id : streams) {
            const Aggregate& aggregate = *aggregate_named(aggregate_of(id));
            const void* state = history.tenant.state_of(id);
            if (aggregate.name == "case") numbers.insert(as<cases::Case>(state).number);
            if (!aggregate.live(state) || aggregate.name == "contact") continue;
            for (const Claim& claim : claims_of(*aggregate.state, state)) {
                const std::string value = claim.sealed ? claim.sealed->text : claim.value;
                INFO(id.text << " " << claim.name << " " << value);
                CHECK(held.try_emplace(std::string(claim.name) + "=" + value, id).first->second ==
                      id);
            }
        }
        if (!numbers.empty()) {
            CHECK(*numbers.begin() == 1);
            CHECK(*numbers.rbegin() == std::ssize(numbers));
        }
    }
}
