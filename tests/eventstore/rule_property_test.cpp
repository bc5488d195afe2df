// Random lives of a partition, judged three times: by the rule as each process goes, from any state
// that was stored on the way, and by a model that looks at the whole log at once. And the other way
// round: a rule or a writer with one thing wrong must not get through.
//
// DOSSIER_SEEDS=100000 tries so many histories instead of a few; DOSSIER_SEED=N begins at that one.
#include "tests/support/log_world.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace dossier;
using namespace dossier::kafka;
using namespace dossier::test;

namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t seeds() { return number_from("DOSSIER_SEEDS", 100); }
std::uint64_t first_seed() {
    static const std::uint64_t first = number_from("DOSSIER_SEED", std::random_device{}());
    return first;
}

// ---- the rule once more, with one thing wrong ------------------------------------------------

enum class Flaw : std::uint8_t {
    none,
    any_owner,             // of the term
    any_term,              // of an entry
    equal_term_begins,     // of one term the last wins
    lower_term_begins,     // the newest `started` wins
    any_number,            // duplicates and what is behind a hole
    duplicates,            // any number that was taken already
    holes,                 // any number that is not taken yet
    any_prev,              // whatever its owner had seen
    prev_is_void,          // instead of suspect
    unseen_term_is_void,   // instead of suspect
    below_base_is_void,    // instead of suspect
    decided_takes_none,    // no number
    decided_leaves_upto,   // where it was
    term_counts_from_0,    // numbers begin anew
    unreadable_entry,      // an entry without bytes is one
    position_stays,        // on what is void
    last_is_of_the_valid,  // the sum kept is that of the last record that counted
};

/// As in the rule, but for the flaw; with none it is the rule, which is checked as well.
Verdict flawed_step(Flaw flaw, RuleState& the, const LogRecord& record) {
    const RuleState before = the;
    the.position = record.position + 1;
    the.last = sum(record);
    const auto voided = [&](Verdict verdict) {
        if (flaw == Flaw::position_stays) the.position = before.position;
        if (flaw == Flaw::last_is_of_the_valid) the.last = before.last;
        return verdict;
    };
    const std::optional<Stamp> stamp = stamp_from(record.stamp);
    if (!stamp) return voided(Verdict::unreadable);
    const bool is_entry = stamp->kind == StampKind::entry;
    if (is_entry == record.value.empty() && flaw != Flaw::unreadable_entry)
        return voided(Verdict::unreadable);
    if (stamp->kind == StampKind::started) {
        const bool begins = stamp->term > the.term || flaw == Flaw::lower_term_begins ||
                            (flaw == Flaw::equal_term_begins && stamp->term == the.term);
        if (!begins) return voided(Verdict::voided);
        the.term = stamp->term;
        the.owner = stamp->owner;
        if (flaw == Flaw::term_counts_from_0) the.number = 0;
        the.base = the.number;
        return Verdict::term;
    }
    if (stamp->term > the.term && flaw != Flaw::any_term)
        return voided(flaw == Flaw::unseen_term_is_void ? Verdict::voided : Verdict::suspect);
    if (stamp->term != the.term && flaw != Flaw::any_term) return voided(Verdict::voided);
    if (stamp->owner != the.owner && flaw != Flaw::any_owner && flaw != Flaw::any_term)
        return voided(Verdict::voided);
    if (stamp->number < the.base && flaw != Flaw::any_number)
        return voided(flaw == Flaw::below_base_is_void ? Verdict::voided : Verdict::suspect);
    const bool next = stamp->number == the.number || flaw == Flaw::any_number ||
                      (flaw == Flaw::duplicates && stamp->number < the.number) ||
                      (flaw == Flaw::holes && stamp->number > the.number);
    if (!next) return voided(Verdict::voided);
    if (stamp->prev != the.prev && flaw != Flaw::any_prev && flaw != Flaw::any_number &&
        flaw != Flaw::duplicates && flaw != Flaw::holes)
        return voided(flaw == Flaw::prev_is_void ? Verdict::voided : Verdict::suspect);
    if (is_entry || flaw != Flaw::decided_takes_none) the.number = stamp->number + 1;
    if (is_entry || flaw != Flaw::decided_takes_none) the.prev = the.last;
    if (is_entry || flaw != Flaw::decided_leaves_upto) the.upto = stamp->upto;
    return is_entry ? Verdict::entry : Verdict::decided;
}

// ---- judging ---------------------------------------------------------------------------------

/// Where the step and the model differ over this log; also from every state on the way, as it is
/// when it has been stored.
std::string difference(const Log& log, const Step& step) {
    const Judged whole = judged_whole(log);
    RuleState state;
    for (std::size_t i = 0; i < log.size(); ++i) {
        RuleState stored = decode(encode(state)).value();
        const Verdict verdict = step(state, log[i]);
        if (verdict != whole.verdicts[i])
            return "record " + std::to_string(i) + " is worth something else to the model";
        if (step(stored, log[i]) != verdict || stored != state)
            return "a stored state goes on differently";
        if (state.position != log[i].position + 1) return "the position is not behind the record";
        if (!follows(state, log[i])) return "the record before the position is not recognised";
    }
    if (state.number != whole.number || state.upto != whole.upto || state.term != whole.term)
        return "the state at the end is another to the model";
    return {};
}

/// A record as no writer of ours makes it, between the others.
Log with_noise(Log log, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (Lying& record : log) switch (random() % 60) {
            case 0: record.value.clear(); break;
            case 1: record.stamp.clear(); break;
            case 2: record.stamp += ' '; break;
            case 3: record.value = "what is this"; break;
            default: break;
        }
    return log;
}

WorldOptions history(std::uint64_t i) {
    const std::uint64_t seed = first_seed() + i;
    return {.seed = seed, .cuts = seed % 2 == 1};
}

/// Calls until something is said; empty when nothing ever is. What is caught, is within a few
/// histories, the rarest within a hundred; there is room for bad luck.
std::string first_said(const char* what, const std::function<std::string(std::uint64_t)>& say) {
    for (std::uint64_t i = 0; i < 20 * seeds(); ++i)
        if (std::string said = say(i); !said.empty()) {
            if (std::getenv("DOSSIER_SHOW") != nullptr)
                std::printf("%s, after %d: %s\n", what, static_cast<int>(i) + 1, said.c_str());
            return said;
        }
    return {};
}

}  // namespace

TEST_CASE(
    "whatever the writers and the network do, each accepted command is there once, in order") {
    Outcome all;
    for (std::uint64_t i = 0; i < seeds(); ++i) {
        INFO("DOSSIER_SEED=" << first_seed() + i);
        const Outcome outcome = live(history(i));
        REQUIRE(outcome.broken == "");
        REQUIRE(difference(outcome.log, step) == "");
        for (const Log& view : outcome.views) REQUIRE(difference(view, step) == "");
        all.accepted += outcome.accepted;
        all.answered += outcome.answered;
        all.refused += outcome.refused;
        all.terms += outcome.terms;
        all.voided += outcome.voided;
        all.suspect += outcome.suspect;
        all.cuts += outcome.cuts;
    }
    INFO("seeds from " << first_seed());
    // What the histories are about did happen.
    const int enough = static_cast<int>(seeds());
    CHECK(all.accepted > enough);
    CHECK(all.answered > enough);
    CHECK(all.refused > enough);
    CHECK(all.terms > enough);
    CHECK(all.voided > enough);
    CHECK(all.cuts > enough / 10);
    CHECK(all.suspect > 0);
}

TEST_CASE("the rule and the model agree on what no writer wrote, too") {
    for (std::uint64_t i = 0; i < seeds(); ++i) {
        INFO("DOSSIER_SEED=" << first_seed() + i);
        REQUIRE(difference(with_noise(live(history(i)).views[0], i), step) == "");
    }
}

TEST_CASE("the rule that is spoilt below is the rule") {
    for (std::uint64_t i = 0; i < seeds(); ++i) {
        RuleState own, other;
        for (const Lying& record : with_noise(live(history(i)).views[0], i))
            REQUIRE(step(own, record) == flawed_step(Flaw::none, other, record));
        REQUIRE(own == other);
    }
}

TEST_CASE("a rule with one thing wrong is caught") {
    // These break a promise before the eyes of all. The others need a log that was cut, or are made
    // good by another part of the rule, and only the model sees them.
    const std::set<Flaw> breaks = {
        Flaw::any_term, Flaw::lower_term_begins,  Flaw::any_number,          Flaw::duplicates,
        Flaw::holes,    Flaw::decided_takes_none, Flaw::decided_leaves_upto, Flaw::position_stays};
    for (int i = 1; i <= static_cast<int>(Flaw::last_is_of_the_valid); ++i) {
        const Flaw flaw = static_cast<Flaw>(i);
        const Step step = [flaw](RuleState& state, const LogRecord& record) {
            return flawed_step(flaw, state, record);
        };
        const std::string name = "flaw " + std::to_string(i);
        INFO(name << ", seeds from " << first_seed());
        if (breaks.contains(flaw))
            CHECK(first_said((name + ", a promise").c_str(), [&](std::uint64_t seed) {
                      WorldOptions options = history(seed);
                      options.step = step;
                      return live(options).broken;
                  }) != "");
        CHECK(first_said((name + ", the model").c_str(), [&](std::uint64_t seed) {
                  return difference(with_noise(live(history(seed)).views[0], seed), step);
              }) != "");
    }
}

TEST_CASE("a writer that does one thing wrong is caught") {
    for (int slip = 1; slip <= static_cast<int>(Slip::own_offset); ++slip) {
        const std::string name = "slip " + std::to_string(slip);
        INFO(name << ", seeds from " << first_seed());
        CHECK(first_said(name.c_str(), [&](std::uint64_t seed) {
                  WorldOptions options = history(seed);
                  options.slip = static_cast<Slip>(slip);
                  return live(options).broken;
              }) != "");
    }
}

TEST_CASE("a reader that does not look at the record before its position is caught") {
    INFO("seeds from " << first_seed());
    CHECK(first_said("no look back", [&](std::uint64_t seed) {
              WorldOptions options = {.seed = first_seed() + seed, .cuts = true};
              options.follows = [](const RuleState& state, const LogRecord& before) {
                  return before.position + 1 == state.position;
              };
              return live(options).broken;
          }) != "");
}
