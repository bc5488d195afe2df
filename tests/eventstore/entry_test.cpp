// The format that is for ever: its bytes, what is refused, and that nothing is lost on the way.
// `DOSSIER_GOLDEN=write dossier_tests_store` adds what tests/golden/entries.ndjson does not have
// yet; a line of it is never changed.
#include "eventstore/entry.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "schema/sample.hpp"
#include "tests/support/entries.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cstdlib>
#include <fstream>

using namespace dossier;
using Catch::Matchers::Message;

namespace {

const std::string golden = std::string(DOSSIER_SOURCE_DIR "/tests/golden/entries.ndjson");

const StreamId a_case{"case/" + test::uuid(1)}, a_contact{"contact/" + test::uuid(2)};

Event opened() {
    return {"CaseOpened",
            1,
            a_case,
            1,
            {R"({"number":41,"title":{"sealed":17,"box":"AQID"},"priority":"high"})"}};
}

/// Between them, every field with and without a value, and every kind of character in a text.
std::vector<Entry> entries() {
    Entry least = test::simple_entry("acme", 1);

    Entry timer = test::simple_entry("acme", 2);
    timer.effective_at = Timestamp{1'600'000'000'000'000};
    timer.events = {{"CaseClosed", 1, a_case, 7, {"{}"}}};

    Entry all = test::simple_entry("a", 9'007'199'254'740'993);
    all.at = {-62'135'596'800'000'000};
    all.effective_at = Timestamp{253'402'300'799'999'999};
    all.actor = test::kim;
    all.via = "http";
    all.address = Personal<std::string>(Box{4, "AQIDBA=="});
    all.command = {test::uuid(3), "OpenCase", to_hex(view(sha256("digest")))};
    all.reason = "quotes \" and \\, a line\nand a\ttab, \x01, /, ü, 漢, 🙂";
    all.batch = "import/7";
    all.approved_by = test::lee;
    all.correlation = "call 12";
    all.cause = Cause{8, 1};
    all.keys["9"] = a_contact.text;
    all.keys["10"] = "tenant";
    all.events = {opened(),
                  {"CaseUpdated", 2, a_case, 2, {R"({"changed":{"description":null,"tags":[]}})"}},
                  {"ContactTagged", 1, a_contact, 3, {R"({"tags":["vip","ü"]})"}}};
    return {least, timer, all};
}

std::vector<std::string> golden_lines() {
    std::vector<std::string> lines;
    std::ifstream in(golden);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// A valid entry with anything in it.
Entry random_entry(Sampler& sampler) {
    Object made = sampler.make(type_of<Entry>());
    Entry entry = as<Entry>(made.get());
    const auto some = [&](std::int64_t most) {
        return 1 + static_cast<std::int64_t>(sampler.below(static_cast<std::size_t>(most)));
    };
    entry.v = 1;
    entry.tenant = "t" + std::to_string(some(99));
    entry.seq = some(1'000'000);
    if (entry.actor) entry.actor = test::kim;
    if (entry.approved_by) entry.approved_by = test::lee;
    if (entry.address) entry.address = Personal<std::string>(Box{some(9), "AQID"});
    entry.command.id += "x";
    entry.command.type += "X";
    entry.command.digest = std::string(64, 'a');
    if (entry.cause) entry.cause = Cause{some(99), some(3)};
    entry.keys = {};
    for (std::int64_t i = some(3); i > 1; --i) entry.keys[std::to_string(some(300))] = a_case.text;
    for (Event& event : entry.events) {
        event.type += "X";
        event.schema = some(3);
        event.stream = a_case;
        event.version = some(100);
        event.data = {R"({"n":)" + std::to_string(some(100)) + R"(,"list":[1,{"a":null}]})"};
    }
    return entry;
}

void refused(const std::string& bytes, const std::string& why) {
    INFO(bytes);
    CHECK_THROWS_MATCHES(entry_from(bytes), StoreError, Message("no entry: " + why));
}

/// The bytes of the fullest entry with one piece of them replaced.
std::string with(const std::string& piece, const std::string& other) {
    std::string bytes = to_bytes(entries().back());
    const std::size_t at = bytes.find(piece);
    REQUIRE(at != std::string::npos);
    return bytes.replace(at, piece.size(), other);
}

}  // namespace

TEST_CASE("an entry has these bytes for ever") {
    const std::vector<Entry> all = entries();
    std::vector<std::string> lines = golden_lines();
    if (const char* mode = std::getenv("DOSSIER_GOLDEN"); mode && std::string(mode) == "write") {
        std::ofstream out(golden, std::ios::app);
        for (; lines.size() < all.size(); lines.push_back(to_bytes(all[lines.size()])))
            out << to_bytes(all[lines.size()]) << '\n';
    }
    REQUIRE(lines.size() == all.size());
    std::string sums;
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(to_bytes(all[i]) == lines[i]);
        CHECK(to_bytes(entry_from(lines[i])) == lines[i]);
        sums += to_hex(view(sha256(lines[i]))) + '\n';
    }
    CHECK(sums ==
          "388e0bc7922df0fd3b297d154e36e0e065f49199450a529d76b2d025315f50a9\n"
          "f7742542cf8d41200c6fef2988bc38a2c899ef1c26ab439ef2ce384f04b76b7a\n"
          "f85063ff5b9038f8d903d29d2ab9d19da6cc1b3cce89b1ea55a794e635475833\n");
}

TEST_CASE("an entry is read as it was written, whatever is in it") {
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    Sampler sampler(seed);
    for (int i = 0; i < 300; ++i) {
        const std::string bytes = to_bytes(random_entry(sampler));
        INFO(bytes);
        CHECK(to_bytes(entry_from(bytes)) == bytes);
    }
}

TEST_CASE("bytes that were damaged are refused, or read as what they have become") {
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    Sampler sampler(seed);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes = to_bytes(random_entry(sampler));
        for (std::size_t wounds = 1 + sampler.below(3); wounds > 0; --wounds) {
            const std::size_t at = sampler.below(bytes.size());
            const char byte = static_cast<char>(sampler.below(256));
            switch (sampler.below(3)) {
                case 0: bytes[at] = byte; break;
                case 1: bytes.erase(at, 1 + sampler.below(20)); break;
                case 2: bytes.insert(at, 1, byte); break;
            }
            if (bytes.empty()) break;
        }
        try {
            const std::string again = to_bytes(entry_from(bytes));
            CHECK(to_bytes(entry_from(again)) == again);
        } catch (const StoreError& error) {
            CHECK(std::string(error.what()).starts_with("no entry"));
        }
    }
}

TEST_CASE("what is no entry is refused by what is wrong with it") {
    CHECK_THROWS_AS(entry_from(""), StoreError);
    CHECK_THROWS_AS(entry_from("null"), StoreError);
    CHECK_THROWS_AS(entry_from("{"), StoreError);
    CHECK_THROWS_AS(entry_from("[]"), StoreError);
    CHECK_THROWS_AS(entry_from(std::string(100'000, '[')), StoreError);
    refused("{}", "/v is missing");
    refused(std::string(entry_bytes_max + 1, ' '), "it has 1048577 bytes, more than 1 MiB");
    CHECK_THROWS_MATCHES(entry_from(with(R"("v":1)", R"("v":2)")), StoreError,
                         Message("no entry this build can read: v is 2"));
    refused(with(R"("tenant":"a")", R"("tenant":"")"), "/tenant is no slug");
    refused(with(R"("tenant":"a")", R"("tenant":"a b")"), "/tenant is no slug");
    refused(with(R"("seq":9007199254740993)", R"("seq":0)"), "/seq is not 1 or more");
    refused(with(R"("seq":9007199254740993)", R"("seq":"1")"), "/seq Expected a whole number.");
    refused(with(R"("actor":"user/)", R"("actor":"user)"), "/actor is no stream");
    refused(with(R"({"sealed":4,"box":"AQIDBA=="})", R"("10.0.0.1")"), "/address is not sealed");
    refused(with(R"("type":"OpenCase")", R"("type":"")"), "/command/type is missing");
    refused(with(R"("digest":")", R"("digest":"0)"), "/command/digest is not 64 digits");
    refused(with(R"("10":"tenant")", R"("x":"tenant")"), "/keys/x is no number");
    refused(with(R"("10":"tenant")", R"("10":"landlord")"), "/keys/10 is no subject");
    refused(with(R"("cause":{"seq":8)", R"("cause":{"seq":0)"), "/cause is no event");
    refused(with(R"("stream":"contact/)", R"("stream":"Contact/)"),
            "/events/2/stream is no stream");
    refused(with(R"("version":3)", R"("version":0)"), "/events/2/version is not 1 or more");
    refused(with(R"("data":{"tags":["vip","ü"]})", R"("data":[])"), "/events/2/data is no object");
}

TEST_CASE("an older build reads on when fields were added") {
    const std::string newer = with(R"("via":"http")", R"("via":"http","weather":{"sun":true})");
    CHECK(to_bytes(entry_from(newer)) == to_bytes(entries().back()));
}
