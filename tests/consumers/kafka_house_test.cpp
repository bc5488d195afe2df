// A house on a log: a command's way over two topics, what stands in nobody's way, and a planned
// change of writers.
#include "consumers/kafka/kafka_house.hpp"

#include "consumers/kafka/letter.hpp"
#include "consumers/provision.hpp"
#include "consumers/reply.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <future>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// The topics of one house, in a broker that others use too.
struct Town {
    ~Town() {
        kafka::Admin admin(broker());
        for (const kafka::Topic& topic :
             {journal_topic(plan), commands_topic(plan), replies_topic(plan), events_topic(plan),
              keys_topic(plan)})
            admin.remove(topic.name, patience);
    }

    const kafka::HousePlan plan{.prefix = fresh_name(), .partitions = 2};
};

/// One process of it.
struct Node {
    Node(const kafka::HousePlan& plan, const TempDir& folder, KafkaRoles roles = {})
        : house({folder.path()}, clock, random, [](const std::string& why) { FAIL(why); },
                {.config = broker(), .plan = plan, .roles = roles}) {}
    Node(const Town& town, const TempDir& folder, KafkaRoles roles = {})
        : Node(town.plan, folder, roles) {}

    std::future<Answer> send(const UserId& who, const std::string& type, const std::string& data,
                             const std::string& id) {
        auto answer = std::make_shared<std::promise<Answer>>();
        house.submit({.tenant = "acme", .command = {id, {}, {type, data}}, .actor = who},
                     [answer](Answer said) { answer->set_value(std::move(said)); });
        return answer->get_future();
    }
    std::string fresh_id() { return uuid7(clock.now(), random); }
    UserId provision_acme() {
        const Provisioned made = provision(house, {.slug = "acme",
                                                   .name = "Acme",
                                                   .admin_name = "Ada",
                                                   .admin_email = "ada@acme.example"});
        INFO((made.why ? made.why->message : ""));
        REQUIRE_FALSE(made.why);
        return made.admin;
    }

    SystemClock clock;
    SystemRandom random;
    KafkaHouse house;
};

Answer heard(std::future<Answer> answer) {
    REQUIRE(answer.wait_for(30s) == std::future_status::ready);
    return answer.get();
}

/// Another process's folder, which has the house's keys.
void share_keys(const TempDir& from, const TempDir& with) {
    for (const char* key : {"root.key", "token.key"})
        std::filesystem::copy_file(from / key, with / key);
}

/// The replies to these letters, by their reply_to.
std::map<std::string, Answer> replies(const Town& town, std::size_t count) {
    kafka::Consumer reader(broker());
    for (int i = 0; i < town.plan.partitions; ++i)
        reader.start({replies_topic(town.plan).name, i}, 0);
    std::map<std::string, Answer> all;
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (all.size() < count && std::chrono::steady_clock::now() < until) {
        const kafka::Polled polled = reader.poll(100ms);
        if (polled.kind != kafka::Polled::Kind::record) continue;
        const auto to = header(polled.record.headers, "reply_to");
        if (!to || !to->starts_with("test.")) continue;
        const auto answer = answer_from(*polled.record.value);
        REQUIRE(answer);
        all.emplace(*to, *answer);
    }
    return all;
}

}  // namespace

TEST_CASE("a command comes to its writer over a topic, and its answer back; both know it again") {
    const Town town;
    const TempDir folder;
    Node node(town, folder);
    const UserId ada = node.provision_acme();
    const std::string id = node.fresh_id();
    std::vector<std::future<Answer>> asked;
    for (int i = 0; i < 3; ++i)
        asked.push_back(node.send(ada, "RegisterCompany", R"({"name":"ABC"})", id));
    std::set<std::int64_t> sequences;
    for (auto& one : asked) {
        const Answer answer = heard(std::move(one));
        REQUIRE_FALSE(answer.why);
        sequences.insert(answer.seq);
    }
    CHECK(sequences.size() == 1);
    CHECK(heard(node.send(ada, "RegisterCompany", R"({"name":"XYZ"})", id)).why->rule ==
          "house.id_reused");
    CHECK(heard(node.send(ada, "RegisterCompany", "{}", node.fresh_id())).why->errors.size() == 1);

    std::promise<bool> folded;
    node.house.queries("acme").when_folded("acme", *sequences.begin(), 30s,
                                           [&](bool came) { folded.set_value(came); });
    REQUIRE(folded.get_future().get());
    const auto found =
        node.house.queries("acme").answer({.reader = {"acme", ada}, .path = "/v1/companies"});
    REQUIRE(found);
    CHECK(found->json.find("\"ABC\"") != std::string::npos);
}

TEST_CASE("a process that is told nothing but the name finds the house as it was made") {
    const Town town;
    const TempDir folder, other;
    Node node(town, folder);
    node.provision_acme();
    share_keys(folder, other);
    const Node late({.prefix = town.plan.prefix}, other);
    CHECK(late.house.partitions() == town.plan.partitions);
    CHECK(late.house.journal().end(0) + late.house.journal().end(1) > 0);
}

TEST_CASE("a letter that cannot be decided is answered, sent on and counted, and holds nobody up") {
    const Town town;
    const TempDir folder;
    Node node(town, folder);
    const UserId ada = node.provision_acme();
    Tokens tokens(token_key(folder / "token.key", node.random), node.clock);
    const Timestamp now = node.clock.now();
    const std::string good = tokens.sign({"acme", ada, now + -1min, now + 10min});
    const std::string late = tokens.sign({"acme", ada, now + -20min, now + -10min});
    const int home = partition_of("acme", 2);
    const auto envelope = [&](const std::string& type) {
        return R"({"id":")" + node.fresh_id() + R"(","type":")" + type +
               R"(","data":{"name":"ABC"}})";
    };
    struct Case {
        const char* reply_to;
        std::string token, value;
        int partition;
        const char* rule;
    };
    const Case cases[] = {
        {"test.json", good, "hello", home, "house.invalid"},
        {"test.large", good, std::string(500 << 10, ' '), home, "writer.too_large"},
        {"test.type", good, envelope("Nothing"), home, "house.unknown_command"},
        {"test.id", good, R"({"type":"RegisterCompany"})", home, "topic.id"},
        {"test.nobody", "", envelope("RegisterCompany"), home, "topic.token"},
        {"test.late", late, envelope("RegisterCompany"), home, "topic.token"},
        {"test.elsewhere", good, envelope("RegisterCompany"), 1 - home, ""},
        {"test.good", good, envelope("RegisterCompany"), home, ""},
    };
    kafka::Producer producer(broker());
    for (const Case& one : cases) {
        const kafka::Message message{{commands_topic(town.plan).name, one.partition},
                                     "acme",
                                     {{"token", one.token}, {"reply_to", one.reply_to}},
                                     one.value};
        REQUIRE_FALSE(producer.produce(std::span(&message, 1), patience).front().error);
    }
    const std::map<std::string, Answer> said = replies(town, std::size(cases));
    for (const Case& one : cases) {
        INFO(one.reply_to);
        REQUIRE(said.contains(one.reply_to));
        const Answer& answer = said.at(one.reply_to);
        CHECK((answer.why ? answer.why->rule : "") == one.rule);
    }
    const LogCounts counts = *node.house.log_counts();
    CHECK(counts.letters_misrouted == 1);
    CHECK(counts.letters_unreadable == 5);
}

TEST_CASE("of a burst of letters not one is left out") {
    constexpr std::uint64_t burst = 5000;
    const Town town;
    const TempDir folder;
    Node node(town, folder);
    node.provision_acme();  // so that somebody reads
    const std::uint64_t before = node.house.log_counts()->letters_unreadable;
    const kafka::Message letter{
        {commands_topic(town.plan).name, partition_of("acme", 2)}, "acme", {}, "no letter"};
    kafka::Producer producer(broker());
    for (const kafka::Delivery& one :
         producer.produce(std::vector<kafka::Message>(burst, letter), patience))
        REQUIRE_FALSE(one.error);
    const auto until = std::chrono::steady_clock::now() + patience;
    while (node.house.log_counts()->letters_unreadable < before + burst &&
           std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(20ms);
    CHECK(node.house.log_counts()->letters_unreadable == before + burst);
}

TEST_CASE("a process that ends hands over, and what is sent meanwhile is answered") {
    const Town town;
    const TempDir first_folder, second_folder, door_folder;
    const KafkaRoles commands{.query = false, .api = false, .relay = false, .react = false};
    auto first = std::make_unique<Node>(town, first_folder, commands);
    share_keys(first_folder, second_folder);
    share_keys(first_folder, door_folder);
    Node door(town, door_folder, {.command = false, .relay = false});
    const UserId ada = door.provision_acme();
    const Node second(town, second_folder, commands);

    std::vector<std::future<Answer>> answers;
    std::thread ending;
    for (int i = 0; i < 300; ++i) {
        answers.push_back(door.send(ada, "RegisterCompany",
                                    R"({"name":"No. )" + std::to_string(i) + "\"}",
                                    door.fresh_id()));
        if (i == 100) ending = std::thread([&] { first.reset(); });
        std::this_thread::sleep_for(10ms);
    }
    ending.join();
    std::set<std::int64_t> sequences;
    for (auto& one : answers) {
        const Answer answer = heard(std::move(one));
        INFO((answer.why ? answer.why->message : ""));
        REQUIRE_FALSE(answer.why);
        sequences.insert(answer.seq);
    }
    CHECK(sequences.size() == answers.size());
    CHECK(*sequences.rbegin() - *sequences.begin() + 1 == std::ssize(answers));
}
