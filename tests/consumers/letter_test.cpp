// A command as a record on a topic: what is read of it, and what is wrong with it.
#include "consumers/kafka/letter.hpp"

#include "consumers/kafka/tried.hpp"
#include "consumers/reply.hpp"
#include "eventstore/keys_store.hpp"
#include "tests/support/uuid.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using namespace std::chrono_literals;
using dossier::test::kim;
using dossier::test::uuid;

namespace {

constexpr Timestamp noon{1'711'540'800'000'000};

/// Rows in memory that nothing more can be written to once the store has begun.
class RowsAway final : public KeyRows {
public:
    std::optional<std::string> get(std::string_view key) const override { return rows_->get(key); }
    std::vector<KeyRow> range(std::string_view first, std::string_view end) const override {
        return rows_->range(first, end);
    }
    void write(const std::vector<KeyRow>& rows) override {
        if (++writes_ > 1) throw StoreError("no broker answers");
        rows_->write(rows);
    }
    void purge() override {}

private:
    const std::unique_ptr<KeyRows> rows_ = key_rows_in_memory();
    int writes_ = 0;
};

struct Post {
    std::string token_of(const std::string& tenant, const UserId& user) const {
        return tokens.sign({tenant, user, noon, noon + 1h});
    }
    std::string envelope(const std::string& rest = R"("type":"RegisterCompany","data":{})") const {
        return R"({"id":")" + id + "\"," + rest + "}";
    }
    /// As the broker had it, one minute past noon.
    kafka::Record record(const std::string& value, kafka::Headers headers = {}) const {
        if (!header(headers, "token")) headers.push_back({"token", token_of("acme", kim)});
        kafka::Record it;
        it.key = "acme";
        it.headers = std::move(headers);
        it.value = value;
        it.time_ms = (noon + 1min).us / 1000;
        return it;
    }
    Letter read(const std::string& value, kafka::Headers headers = {}) {
        return read_letter(record(value, std::move(headers)), tokens);
    }
    std::string rule_of(const std::string& value, kafka::Headers headers = {}) {
        const Letter letter = read(value, std::move(headers));
        return letter.why ? letter.why->rule : "";
    }

    const std::string id = uuid(0xabc);
    VirtualClock clock{noon + 24h};
    Tokens tokens{Bytes32{}, clock};
};

}  // namespace

TEST_CASE("a letter is its sender's command, as its envelope says") {
    Post post;
    const Letter letter = post.read(
        post.envelope(R"("type":"HoldCase","stream":"case/)" + uuid(7) +
                      R"(","data":{"waiting_for":"customer"},"expected_version":3,"reason":"why")"),
        {{"reply_to", "me.1"}});
    REQUIRE_FALSE(letter.why);
    CHECK(letter.reply_to == "me.1");
    CHECK(letter.request.tenant == "acme");
    CHECK(letter.request.actor == kim);
    CHECK(letter.request.via == "kafka");
    CHECK(letter.request.command.id == post.id);
    CHECK(letter.request.command.stream.text == "case/" + uuid(7));
    CHECK(letter.request.command.payload.type == "HoldCase");
    CHECK(letter.request.expected_version == 3);
    CHECK(letter.request.reason == "why");
}

TEST_CASE("what is wrong with a letter is said, with its id where it has one") {
    Post post;
    CHECK(post.rule_of("hello") == "house.invalid");
    CHECK(post.rule_of("") == "house.invalid");
    CHECK(post.rule_of("[1]") == "house.invalid");
    CHECK(post.rule_of(R"({"type":"RegisterCompany","data":{}})") == "topic.id");
    CHECK(post.rule_of(post.envelope(R"("type":1,"no":2)")) == "house.invalid");
    CHECK(post.rule_of(std::string(300 << 10, ' ')) == "writer.too_large");
    kafka::Record none = post.record("");
    none.value.reset();
    CHECK(read_letter(none, post.tokens).why->rule == "house.invalid");
    CHECK(post.read(post.envelope(R"("type":1)")).request.command.id == post.id);
}

TEST_CASE("who sent a letter is judged at the instant it arrived") {
    Post post;
    CHECK(post.rule_of(post.envelope()).empty());  // the token is over by now, and was not then
    const auto with = [&](const std::string& token) {
        return post.rule_of(post.envelope(), {{"token", token}});
    };
    CHECK(with("") == "topic.token");
    CHECK(with("a.b.c") == "topic.token");
    CHECK(with(post.tokens.sign({"acme", kim, noon + -2h, noon + -1h})) == "topic.token");
    CHECK(with(post.tokens.sign({"acme", kim, noon + 1h, noon + 2h})) == "topic.token");
    const Tokens other(sha256("another key"), post.clock);
    CHECK(with(other.sign({"acme", kim, noon, noon + 1h})) == "topic.token");
    const std::string good = post.token_of("acme", kim);
    CHECK(post.rule_of(post.envelope(), {{"token", good}, {"token", good}}) == "topic.token");
    CHECK(post.read(post.envelope(), {{"token", post.token_of("other", kim)}}).request.tenant ==
          "other");
}

TEST_CASE("only the house's own door says where a command comes from, and because of what") {
    Post post;
    const kafka::Headers said{{"via", "http"}, {"address", "10.0.0.1"}, {"cause", "17.2"}};
    const auto read = [&](const std::string& door) {
        kafka::Headers headers = said;
        headers.push_back({"door", door});
        return post.read(post.envelope(), headers).request;
    };
    const Request trusted = read(post.token_of("acme", {}));
    CHECK(trusted.via == "http");
    CHECK(trusted.address == "10.0.0.1");
    REQUIRE(trusted.cause);
    CHECK(trusted.cause->seq == 17);
    CHECK(trusted.cause->event == 2);
    for (const std::string& door :
         {std::string(), post.token_of("acme", kim), post.token_of("other", {})}) {
        const Request from = read(door);
        CHECK(from.via == "kafka");
        CHECK_FALSE(from.address);
        CHECK_FALSE(from.cause);
    }
}

TEST_CASE("what the door sends is read as it was asked") {
    Post post;
    Request asked{.tenant = "acme",
                  .command = {post.id, {"case/" + uuid(7)}, {"HoldCase", R"({"a":1})"}},
                  .actor = kim,
                  .via = "http"};
    asked.address = "10.0.0.1";
    asked.cause = {17, 2};
    asked.dry_run = true;
    const kafka::Message sent = letter(asked, {"commands", 3}, post.token_of("acme", kim),
                                       post.token_of("acme", {}), "me.1");
    CHECK(sent.place == kafka::Place{"commands", 3});
    CHECK(sent.key == "acme");
    const Letter back = post.read(*sent.value, sent.headers);
    REQUIRE_FALSE(back.why);
    CHECK(back.reply_to == "me.1");
    CHECK(back.request.actor == kim);
    CHECK(back.request.via == "http");
    CHECK(back.request.address == asked.address);
    CHECK(back.request.cause->seq == 17);
    CHECK(back.request.dry_run);
    CHECK(back.request.command.payload.data == R"({"a":1})");
}

TEST_CASE("what a dry run would say goes closed, for one reply and nobody else") {
    SystemRandom random;
    const std::unique_ptr<Keys> keys = memory_keys(random), others = memory_keys(random);
    const std::string first = R"({"title":"Login fails"})", second = R"({"number":17})";
    Answer said{.seq = 7, .events = {{.data = {first}}, {.data = {second}}}};
    const kafka::Headers closed = close_tried(said, "acme", "me.1", *keys, random);
    const kafka::Message sent = reply_letter({"replies", 3}, uuid(1), "me.1", said, closed);
    CHECK(sent.value->find("Login") == std::string::npos);
    for (const kafka::Header& one : sent.headers)
        CHECK(one.value.find("Login") == std::string::npos);

    const auto opened = [&](const std::string& tenant, const std::string& reply_to, Keys& with) {
        Answer heard = *answer_from(*sent.value);
        open_tried(heard, sent.headers, tenant, reply_to, with);
        return std::pair(heard.events.at(0).data.text, heard.events.at(1).data.text);
    };
    const std::pair<std::string, std::string> all{first, second}, nothing{"{}", "{}"};
    CHECK(opened("acme", "me.1", *keys) == all);
    CHECK(opened("acme", "me.2", *keys) == nothing);
    CHECK(opened("other", "me.1", *keys) == nothing);
    CHECK(opened("acme", "me.1", *others) == nothing);
    KeyStore none(std::make_unique<RowsAway>(), Bytes32{}, random);
    CHECK_THROWS_AS(none.blind("acme", "any"), StoreError);
    CHECK(opened("acme", "me.1", none) == nothing);
}
