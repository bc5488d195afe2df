// `dossier copy`: a house that was served from a directory goes on on Kafka, and comes back.
#include "base/random.hpp"
#include "consumers/kafka/kafka_house.hpp"
#include "consumers/local_house.hpp"
#include "eventstore/move.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/subcommands.hpp"
#include "tools/token.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <future>
#include <iostream>
#include <sstream>

using namespace dossier;
using namespace dossier::test;
using namespace dossier::tools;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

struct Ran {
    int code = 0;
    std::string out;
};

template <class What>
Ran heard(const What& what) {
    std::ostringstream out;
    auto* const before = std::cout.rdbuf(out.rdbuf());
    Ran ran;
    try {
        ran.code = what();
    } catch (...) {
        std::cout.rdbuf(before);
        throw;
    }
    std::cout.rdbuf(before);
    ran.out = out.str();
    return ran;
}

Ran copied(const fs::path& data, CopyArguments arguments) {
    Place place;
    place.data = data;
    return heard([&] { return copy(place, arguments); });
}

Answer ask(House& house, const Bearer& who, std::string type, std::string data) {
    const auto answered = std::make_shared<std::promise<Answer>>();
    auto answer = answered->get_future();
    SystemRandom random;
    house.submit(
        {.tenant = who.tenant,
         .command = {uuid7(SystemClock().now(), random), {}, {std::move(type), std::move(data)}},
         .actor = who.user,
         .via = "test"},
        [answered](Answer said) { answered->set_value(std::move(said)); });
    REQUIRE(answer.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    return answer.get();
}

std::string companies(const House& house, const Bearer& who, std::int64_t seq) {
    const Queries& queries = house.queries(who.tenant);
    std::promise<bool> folded;
    queries.when_folded(who.tenant, seq, std::chrono::seconds(30),
                        [&](bool came) { folded.set_value(came); });
    REQUIRE(folded.get_future().get());
    const auto found = queries.answer({.reader = {who.tenant, who.user}, .path = "/v1/contacts"});
    REQUIRE(found);
    return found->json;
}

/// What is served while this lives.
template <class Kind, class... Options>
std::unique_ptr<Kind> served(const fs::path& folder, Options... options) {
    static const SystemClock clock;
    static SystemRandom random;
    return std::make_unique<Kind>(
        rocks::Disk{folder}, clock, random, [](const std::string& why) { FAIL(why); }, options...);
}

}  // namespace

TEST_CASE("a house of a directory goes on on Kafka, with its keys, and comes back") {
    const TempDir dir;
    const std::string log = "kafka://" + broker().bootstrap + "/" + fresh_name();
    const fs::path data = dir / "data", node = dir / "node", back = dir / "back";
    Place place;
    place.data = data;
    heard([&] { return seed_data(place, {}); });
    const Bearer who = *bearer_left(place);

    std::int64_t seq = 0;
    std::string seen;
    {
        const auto house = served<LocalHouse>(data);
        CHECK_THROWS_WITH(copied(data, {.from = data, .to = log}),
                          ContainsSubstring("has it open"));
        seq = ask(*house, who, "RegisterCompany", R"({"name":"Before"})").seq;
        seen = companies(*house, who, seq);
        CHECK(seen.find("\"hidden\"") == std::string::npos);
    }
    const Ran there = copied(data, {.from = data, .to = log, .partitions = 4, .with_keys = true});
    CHECK(there.code == 0);
    CHECK_THAT(there.out,
               ContainsSubstring(who.tenant + "  ") && ContainsSubstring("on both sides") &&
                   ContainsSubstring("in 4 partitions") &&
                   ContainsSubstring("The keys are there, too") && ContainsSubstring("token.key"));
    CHECK_THAT(copied(data, {.from = data, .to = log}).out,
               ContainsSubstring("; 0 of them came now"));
    CHECK_THROWS_WITH(copied(data, {.from = data, .to = log, .partitions = 7}),
                      ContainsSubstring("has 4 partitions already"));

    KafkaOptions options;
    options.config = broker();
    options.plan.prefix = log.substr(log.rfind('/') + 1);
    options.plan.partitions = 4;
    CHECK_THROWS_AS(served<KafkaHouse>(data, options), StoreError);  // a journal of its own
    fs::create_directories(node);
    fs::copy_file(data / "root.key", node / "root.key");
    // As a copy leaves it that was ended in the middle.
    kafka::Admin(broker()).ensure(arriving_topic(options.plan), std::chrono::seconds(30));
    CHECK_THROWS_WITH(served<KafkaHouse>(node, options),
                      ContainsSubstring("is not copied to its end: say the same"));
    CHECK_THROWS_WITH(copied(node, {.from = log, .to = back}),
                      ContainsSubstring("is not copied to its end itself"));
    CHECK_THAT(copied(data, {.from = data, .to = log}).out,
               ContainsSubstring("; 0 of them came now"));
    {
        const auto house = served<KafkaHouse>(node, options);
        CHECK(companies(*house, who, seq).substr(0, seen.find("\"seq\"")) ==
              seen.substr(0, seen.find("\"seq\"")));
        seq = ask(*house, who, "RegisterCompany", R"({"name":"On Kafka"})").seq;
        CHECK_THROWS_WITH(copied(node, {.from = log, .to = back}),
                          ContainsSubstring("processes of this house run"));
    }
    CHECK_THROWS_WITH(copied(node, {.from = node, .to = back}),
                      ContainsSubstring("is the folder of a process on Kafka"));
    CHECK_THROWS_AS(served<LocalHouse>(node), StoreError);
    CHECK_THROWS_WITH(copied(data, {.from = data, .to = log}),
                      ContainsSubstring("nothing was written"));  // the log went on
    CHECK(copied(node, {.from = log, .to = back, .with_keys = true}).code == 0);
    const auto house = served<LocalHouse>(back);
    CHECK(house->partitions() == 1);
    const Answer last = ask(*house, who, "RegisterCompany", R"({"name":"Back again"})");
    CHECK(last.seq == seq + 1);
    CHECK(companies(*house, who, last.seq).find("\"hidden\"") == std::string::npos);

    ::setenv("DOSSIER_PASSPHRASE", "correct horse battery", 1);
    const fs::path bare = dir / "bare";
    const KafkaArguments kafka{.brokers = broker().bootstrap, .prefix = options.plan.prefix};
    const std::string file = dir / "keys";
    place.data = node;
    CHECK_THROWS_WITH(export_keys(place, {.file = file}), ContainsSubstring("are on Kafka"));
    CHECK_THROWS_WITH(backup(place, {.folder = dir / "backup", .keys = true}),
                      ContainsSubstring("are on Kafka"));
    CHECK(heard([&] { return export_keys(place, {file, kafka}); }).code == 0);
    CHECK(copied(node, {.from = log, .to = bare}).code == 0);
    place.data = bare;
    CHECK(heard([&] { return import_keys(place, {file, {}}); }).code == 0);
    CHECK(companies(*served<LocalHouse>(bare), who, seq).find("\"hidden\"") == std::string::npos);
}
