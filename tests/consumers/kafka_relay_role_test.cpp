// The role `relay` over a log with more than one writer, and in more than one house.
#include "consumers/kafka/kafka_house.hpp"
#include "consumers/provision.hpp"
#include "tests/support/analyst.hpp"
#include "tests/support/temp_dir.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE("what a writer says whose term is over is told to nobody") {
    const FreshTopic log, topic;
    const TempDir one_dir, two_dir;
    SystemRandom random;
    kafka::Journal one(broker(), log.name, 1, rocks::Disk{one_dir / "copy"}, random),
        two(broker(), log.name, 1, rocks::Disk{two_dir / "copy"}, random);
    const Relay relay(broker(), topic[0], one);
    const auto append = [](kafka::Journal& to, std::int64_t seq) {
        const std::string bytes = entry_of("acme", seq, 1);
        to.append(0, std::span(&bytes, 1));
    };
    one.take(0);
    append(one, 1);
    two.take(0);
    append(two, 2);
    CHECK_THROWS_AS(append(one, 2), TermEnded);  // it lies in the log, and is void
    append(two, 3);
    Analyst analyst(topic[0]);
    CHECK(analyst.until(3) == published(two));
    CHECK(reached(relay, 3));
}

TEST_CASE("the role relay of two houses shares the partitions, and hands them over") {
    const std::string prefix = fresh_name();
    const NewTenant acme{.slug = "acme",
                         .name = "Acme",
                         .admin_name = "Ada Admin",
                         .admin_email = "ada@acme.example"};
    const TempDir one_dir, two_dir;
    const SystemClock clock;
    SystemRandom random;
    const auto open = [&](const TempDir& dir, KafkaRoles roles) {
        return std::make_unique<KafkaHouse>(
            rocks::Disk{dir.path()}, clock, random, [](const std::string&) {},
            KafkaOptions{
                .config = broker(), .plan = {.prefix = prefix, .partitions = 2}, .roles = roles});
    };
    auto one = open(one_dir, {.query = false, .react = false});
    const Provisioned made = provision(*one, acme);
    REQUIRE_FALSE(made.why);
    for (const char* key : {"root.key", "token.key"})
        std::filesystem::copy_file(one_dir / key, two_dir / key);
    auto two = open(two_dir, {.command = false, .query = false, .api = false, .react = false});
    const auto relayed = [](const House& house) {
        std::size_t count = 0;
        for (const PartitionHealth& of : house.health())
            count += of.relay && of.relay->position == of.journal_end;
        return count;
    };
    const auto soon = [](const std::function<bool()>& so) {
        for (int i = 0; i < 300 && !so(); ++i) std::this_thread::sleep_for(50ms);
        return so();
    };
    CHECK(soon([&] { return relayed(*one) == 1 && relayed(*two) == 1; }));
    two.reset();
    CHECK(soon([&] { return relayed(*one) == 2; }));
    const int home = partition_of("acme", 2);
    Analyst analyst({prefix + ".events", home});
    CHECK(analyst.until(1).size() == 1);
    CHECK_FALSE(analyst.headers.empty());
    one->drain();
    CHECK(relayed(*one) == 0);
}
