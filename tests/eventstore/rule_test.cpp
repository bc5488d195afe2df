#include "eventstore/kafka/rule.hpp"
#include "eventstore/kafka/record.hpp"
#include "tests/support/log_model.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;
using namespace dossier::kafka;
using test::Lying;

namespace {

Owner owner(unsigned char first) { return {std::byte{first}}; }

/// A partition as its readers go through it: each record is judged as it lands.
struct Read {
    RuleState state;
    Position end = 0;

    Verdict lands(Stamp stamp, const std::string& value = "") {
        return step(state, Lying{end++, "acme", to_text(stamp), value});
    }
    Verdict begins(std::uint64_t term, Owner by) { return lands(Stamp{.term = term, .owner = by}); }
    Stamp next(StampKind kind = StampKind::entry) const {
        return next_stamp(state, kind, state.upto + 1);
    }
};

const Stamp sample{StampKind::entry, 3, owner(0x5f), 1201, sha256("before"), 4711};

}  // namespace

TEST_CASE("a stamp is read as it was written") {
    CHECK(to_text(Stamp{.term = 3, .owner = owner(0x5f)}) ==
          "started 3 5f000000000000000000000000000000");
    CHECK(to_text(sample) == "entry 3 5f000000000000000000000000000000 1201 " +
                                 to_hex(view(sha256("before"))) + " 4711");
    CHECK(stamp_from(to_text(sample)) == sample);
    Stamp decided = sample;
    decided.kind = StampKind::decided;
    CHECK(stamp_from(to_text(decided)) == decided);
}

TEST_CASE("a stamp that is not to the letter is none") {
    const std::string good = to_text(sample);
    for (std::size_t length = 0; length < good.size() - 4; ++length)
        CHECK_FALSE(stamp_from(good.substr(0, length)));
    for (const std::string& bad :
         {good + ' ', ' ' + good, good + " 1", good + '\n', good + '0' + std::string(18, '0'),
          std::string("ENTRY") + good.substr(5), std::string("started") + good.substr(5),
          std::string("entry 03") + good.substr(7), std::string("entry +3") + good.substr(7),
          std::string("entry 0") + good.substr(7), std::string("entry  3") + good.substr(7),
          std::string("entry -3") + good.substr(7), std::string("entry 3 5F") + good.substr(10),
          std::string("entry 3 5g") + good.substr(10)})
        CHECK_FALSE(stamp_from(bad));
}

TEST_CASE("a state is read as it was stored") {
    Read log;
    log.begins(1, owner(1));
    log.lands(log.next(), "{}");
    const std::string bytes = encode(log.state);
    CHECK(bytes.size() == 121);
    CHECK(decode(bytes) == log.state);
    CHECK(decode("") == RuleState{});
    for (std::size_t length = 1; length < bytes.size(); ++length)
        CHECK_FALSE(decode(bytes.substr(0, length)));
    CHECK_FALSE(decode(bytes + 'x'));
    CHECK_FALSE(decode('\2' + bytes.substr(1)));
}

TEST_CASE("entries of a term count, one number after the other") {
    Read log;
    CHECK(log.begins(1, owner(1)) == Verdict::term);
    CHECK(log.lands(log.next(), "{}") == Verdict::entry);
    CHECK(log.lands(log.next(StampKind::decided)) == Verdict::decided);
    CHECK(log.state.number == 2);
    CHECK(log.state.upto == 2);
    CHECK(log.state.position == 3);
}

TEST_CASE("nothing counts before a term has begun") {
    Read log;
    Stamp stamp = sample;
    stamp.number = 0;
    stamp.prev = {};
    CHECK(log.lands(stamp, "{}") == Verdict::suspect);
    CHECK(log.state.number == 0);
}

TEST_CASE("of one term the first owner wins, and an older one is late") {
    Read log;
    CHECK(log.begins(2, owner(1)) == Verdict::term);
    CHECK(log.begins(2, owner(2)) == Verdict::voided);
    CHECK(log.begins(1, owner(3)) == Verdict::voided);
    CHECK(log.state.owner == owner(1));
    Stamp of_the_loser = log.next();
    of_the_loser.owner = owner(2);
    CHECK(log.lands(of_the_loser, "{}") == Verdict::voided);
}

TEST_CASE("a writer that was thought dead writes nothing more") {
    Read log;
    log.begins(1, owner(1));
    const Stamp late = log.next();
    CHECK(log.begins(2, owner(2)) == Verdict::term);
    CHECK(log.lands(late, "{}") == Verdict::voided);
    CHECK(log.lands(log.next(), "{}") == Verdict::entry);
}

TEST_CASE("a record that comes twice counts once, and what is behind a hole does not") {
    Read log;
    log.begins(1, owner(1));
    const Stamp first = log.next();
    CHECK(log.lands(first, "{}") == Verdict::entry);
    CHECK(log.lands(first, "{}") == Verdict::voided);
    Stamp third = log.next();
    ++third.number;
    CHECK(log.lands(third, "{}") == Verdict::voided);
    CHECK(log.lands(log.next(), "{}") == Verdict::entry);
}

TEST_CASE("who goes on from something else makes the log suspect") {
    Read log;
    log.begins(1, owner(1));
    log.lands(log.next(), "{}");
    Stamp other_past = log.next();
    other_past.prev = sha256("something else");
    CHECK(log.lands(other_past, "{}") == Verdict::suspect);

    log.begins(2, owner(2));
    Stamp fewer = log.next();
    fewer.number = 0;
    CHECK(log.lands(fewer, "{}") == Verdict::suspect);
    Stamp unseen = log.next();
    unseen.term = 3;
    CHECK(log.lands(unseen, "{}") == Verdict::suspect);
    CHECK(log.lands(log.next(), "{}") == Verdict::entry);
}

TEST_CASE("what no writer of ours wrote is passed over, and counted") {
    Read log;
    log.begins(1, owner(1));
    CHECK(step(log.state, Lying{log.end++, "acme", "", "hello"}) == Verdict::unreadable);
    CHECK(log.lands(log.next(), "") == Verdict::unreadable);
    CHECK(log.lands(log.next(StampKind::decided), "{}") == Verdict::unreadable);
    CHECK(log.lands(Stamp{.term = 2, .owner = owner(2)}, "{}") == Verdict::unreadable);
    CHECK(log.lands(log.next(), "{}") == Verdict::entry);
    CHECK(log.state.position == 6);
}

TEST_CASE("offsets may have gaps") {
    Read log;
    log.end = 7;
    log.begins(1, owner(1));
    log.end = 20;
    CHECK(log.lands(log.next(), "{}") == Verdict::entry);
    CHECK(log.state.position == 21);
}

TEST_CASE("a reader knows the record it left behind") {
    Read log;
    log.begins(1, owner(1));
    const Lying last{log.end++, "acme", to_text(log.next()), "{}"};
    step(log.state, last);
    CHECK(follows(log.state, last));
    Lying other = last;
    other.value = "{ }";
    CHECK_FALSE(follows(log.state, other));
    Lying elsewhere = last;
    --elsewhere.position;
    CHECK_FALSE(follows(log.state, elsewhere));
    // A void one is remembered as well.
    const Lying garbage{log.end++, "", "", "hello"};
    step(log.state, garbage);
    CHECK(follows(log.state, garbage));
    CHECK_FALSE(follows(log.state, last));
}

TEST_CASE("a sum is of all three parts, each where it is") {
    const LogRecord record{1, "ab", "c", "d"};
    CHECK(sum(record) == sum({2, "ab", "c", "d"}));
    CHECK(sum(record) != sum({1, "a", "bc", "d"}));
    CHECK(sum(record) != sum({1, "ab", "", "cd"}));
    CHECK(sum(record) == sha256(std::string("\0\0\0\2ab\0\0\0\1c\0\0\0\1d", 16)));
}

TEST_CASE("a header that is there twice is not there") {
    CHECK(header({{"a", "1"}, {"dossier", "x"}}, stamp_header) == "x");
    CHECK_FALSE(header({{"a", "1"}}, stamp_header));
    CHECK_FALSE(header({{"dossier", "x"}, {"dossier", "x"}}, stamp_header));
}
