// The published feed, read from a journal that a real writer wrote.
#include "api/feed.hpp"

#include "api/feed_read.hpp"
#include "domain/companies/company.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/office.hpp"

#include <catch2/catch_test_macros.hpp>

#include <thread>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

struct Kiosk {
    explicit Kiosk(FeedLimits limits = {})
        : feed(
              office.journal(), [this](const Reader&) { return roles; }, office.clock, limits) {
        for (const char* name : {"One", "Two", "Three"})
            office.ask(companies::RegisterCompany{{.name = name}});
    }

    HttpResponse open(Parameters parameters, std::vector<HttpField> fields = {}) {
        request.fields = std::move(fields);
        Call call{request,
                  {"/v1/events", std::move(parameters)},
                  {"acme", kim, {}, office.clock.now() + 1h},
                  {},
                  office.clock.now()};
        return feed.open(call);
    }
    static std::string next(const HttpResponse& response) {
        auto said = std::make_shared<std::promise<std::string>>();
        response.pieces->next(
            [said](std::function<std::string()> make) { said->set_value(make()); });
        auto piece = said->get_future();
        if (piece.wait_for(20s) != std::future_status::ready) throw std::runtime_error("no piece");
        return piece.get();
    }
    /// Everything up to the end of the journal as it is now.
    std::string all(Parameters parameters, std::vector<HttpField> fields = {}) {
        parameters.emplace("follow", "false");
        const HttpResponse response = open(std::move(parameters), std::move(fields));
        REQUIRE(response.pieces);
        std::string everything;
        for (std::string piece = next(response); !piece.empty(); piece = next(response))
            everything += piece;
        return everything;
    }

    Office office;
    Roles roles{Role::auditor};
    HttpRequest request{.method = "GET", .target = "/v1/events"};
    Feed feed;
};

std::vector<std::string> ids_of(const std::string& frames) {
    std::vector<std::string> ids;
    for (std::size_t at = frames.find("id: "); at != frames.npos; at = frames.find("id: ", at + 1))
        ids.push_back(frames.substr(at + 4, frames.find('\n', at) - at - 4));
    return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("the feed is every event in order, from a sequence or an instant on") {
    Kiosk kiosk;
    const std::string frames = kiosk.all({});
    const Ids ids = ids_of(frames);
    REQUIRE(ids.size() >= 4);
    CHECK(ids.front() == "1.0");
    CHECK(ids.back() == "4.0");
    CHECK(frames.find(R"("type":"CompanyRegistered","schema":1,"stream":"company/)") !=
          frames.npos);
    CHECK(ids_of(kiosk.all({{"from", "3"}})) == Ids{"3.0", "4.0"});
    CHECK(ids_of(kiosk.all({{"from", "5"}})).empty());
    const std::string at = to_text(kiosk.office.entries().at(2).at);
    CHECK(ids_of(kiosk.all({{"from", at}})) == Ids{"3.0", "4.0"});
    CHECK(ids_of(kiosk.all({{"from", "9999-01-01T00:00:00Z"}})).empty());
}

TEST_CASE("the feed shows only what was asked for") {
    Kiosk kiosk;
    CHECK(ids_of(kiosk.all({{"type", "CompanyRegistered"}})) == Ids{"2.0", "3.0", "4.0"});
    CHECK(ids_of(kiosk.all({{"stream", "company/" + uuid(2)}})) == Ids{"3.0"});
    CHECK(ids_of(kiosk.all({{"stream", "company"}})) == Ids{"2.0", "3.0", "4.0"});
    CHECK(ids_of(kiosk.all({{"stream", "case"}})).empty());
    const HttpResponse wrong = kiosk.open(
        {{"type", "NoSuch"}, {"stream", "x y"}, {"from", "z"}, {"follow", "?"}, {"colour", "red"}},
        {{"Last-Event-ID", "1.x"}});
    CHECK(wrong.status == 422);
    for (const char* path : {"/type", "/stream", "/from", "/follow", "/colour", "/Last-Event-ID"})
        CHECK(wrong.body.find(path) != std::string::npos);
}

TEST_CASE("who comes back with the last id goes on behind it, in the middle of an entry too") {
    Kiosk kiosk;
    CHECK(ids_of(kiosk.all({}, {{"Last-Event-ID", "2.0"}})) == Ids{"3.0", "4.0"});
    CHECK(ids_of(kiosk.all({{"from", "1"}}, {{"Last-Event-ID", "3"}})) == Ids{"4.0"});
    const Ids all = ids_of(kiosk.all({}));
    if (all.at(1) == "1.1")
        CHECK(ids_of(kiosk.all({}, {{"Last-Event-ID", "1.0"}})).front() == "1.1");
    CHECK(ids_of(kiosk.all({}, {{"Last-Event-ID", "1.99"}})).front() == "2.0");
}

TEST_CASE("a follower gets what is new when it comes, and a heartbeat when nothing does") {
    Kiosk kiosk({.heartbeat = 150ms});
    const HttpResponse response = kiosk.open({});
    CHECK(response.type == "text/event-stream");
    CHECK(kiosk.feed.streams() == 1);
    CHECK(Kiosk::next(response) == ":\n\n");
    std::thread later([&] {
        std::this_thread::sleep_for(50ms);
        kiosk.office.ask(companies::RegisterCompany{{.name = "Four"}});
    });
    CHECK(ids_of(Kiosk::next(response)) == Ids{"5.0"});
    later.join();
}

TEST_CASE("a stream ends with the sequence to go on from: at the stop, and with the token") {
    Kiosk kiosk;
    const HttpResponse one = kiosk.open({{"from", "1"}});
    Kiosk::next(one);
    kiosk.office.clock.set(kiosk.office.clock.now() + 2h);
    CHECK(Kiosk::next(one) == "id: 4\nevent: closing\ndata: {\"resume_from\":5}\n\n");
    CHECK(Kiosk::next(one).empty());
    const HttpResponse two = kiosk.open({});
    std::thread stopping([&] {
        std::this_thread::sleep_for(50ms);
        kiosk.feed.stop();
    });
    CHECK(Kiosk::next(two).find("closing") != std::string::npos);
    stopping.join();
}

TEST_CASE("the feed is for those who may see everything, for as long as they may") {
    Kiosk kiosk;
    kiosk.roles = {Role::support, Role::sales};
    CHECK(kiosk.open({}).status == 403);
    kiosk.roles = {Role::manager};
    const HttpResponse response = kiosk.open({{"from", "1"}});
    Kiosk::next(response);
    kiosk.roles = {};
    kiosk.office.ask(companies::RegisterCompany{{.name = "Four"}});
    CHECK(Kiosk::next(response).find("closing") != std::string::npos);
}

TEST_CASE("there is a bound on how many follow") {
    Kiosk kiosk({.streams_max = 1});
    const HttpResponse one = kiosk.open({});
    CHECK(kiosk.open({}).status == 503);
}

TEST_CASE("a long feed comes in pieces of a bounded size, without a gap") {
    Kiosk kiosk({.piece_bytes_max = 1'000});
    for (int i = 0; i < 50; ++i) kiosk.office.ask(companies::RegisterCompany{{.name = "More"}});
    const HttpResponse response = kiosk.open({{"from", "2"}, {"follow", "false"}});
    Ids ids;
    for (std::string piece = Kiosk::next(response); !piece.empty(); piece = Kiosk::next(response)) {
        CHECK(piece.size() < 2'500);
        for (std::string& id : ids_of(piece)) ids.push_back(std::move(id));
    }
    REQUIRE(ids.size() == 53);
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == std::to_string(i + 2) + ".0");
}

TEST_CASE("a tenant's entries are found among others'") {
    MemoryJournal journal;
    std::int64_t acme = 0, other = 0;
    for (int i = 0; i < 1'000; ++i) {
        const Entry entry = i % 7 == 3 ? simple_entry("acme", ++acme) : simple_entry("b", ++other);
        const std::string bytes = to_bytes(entry);
        journal.append(0, std::span(&bytes, 1));
    }
    for (std::int64_t seq = 1; seq <= acme; ++seq) {
        const Position at = find_start(journal, 0, "acme", seq);
        CHECK(at == static_cast<Position>((seq - 1) * 7 + 3));
        CHECK(find_start(journal, 0, "acme", to_text(simple_entry("acme", seq).at)) == at);
    }
    CHECK(find_start(journal, 0, "acme", acme + 1) == 1'000);
    CHECK(find_start(journal, 0, "nobody", std::int64_t{1}) == 1'000);
}
