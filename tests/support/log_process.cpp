#include "tests/support/log_process.hpp"

#include <algorithm>
#include <sstream>

namespace dossier::test {

using namespace kafka;

Owner Chance::owner() {
    Owner owner;
    for (std::byte& one : owner) one = static_cast<std::byte>(up_to(256));
    return owner;
}

void Outside::answer(int id, int seq) {
    const auto [there, first] = answered.emplace(id, seq);
    if (!first && there->second != seq && !was_cut) breaks("one command has two answers");
}

Log::const_iterator Outside::from(Position position) const {
    return std::ranges::lower_bound(log, position, {}, &Lying::position);
}

std::string to_text(const Fact& fact) {
    return std::to_string(fact.id) + ' ' + std::to_string(fact.offset) + ' ' +
           std::to_string(fact.seq) + ' ' + std::to_string(fact.parent);
}

Fact fact_from(const std::string& text) {
    Fact fact;
    std::istringstream(text) >> fact.id >> fact.offset >> fact.seq >> fact.parent;
    return fact;
}

std::string add_to(LogFold& fold, const std::string& value) {
    const Fact fact = fact_from(value);
    if (fold.seq_of.contains(fact.id)) return "a command was accepted twice";
    if (fact.seq != static_cast<int>(fold.ids.size()) + 1) return "the sequence has a hole";
    if (fact.parent != (fold.ids.empty() ? 0 : fold.ids.back()))
        return "an entry was decided on something that is not in the log";
    if (fact.offset >= 0 && fact.offset <= fold.last_offset) return "commands out of order";
    if (fact.offset >= 0) {
        fold.last_offset = fact.offset;
        fold.offsets.insert(fact.offset);
    }
    fold.seq_of[fact.id] = fact.seq;
    fold.ids.push_back(fact.id);
    return {};
}

LogProcess::LogProcess(int number, const WorldOptions& options, Outside& outside, Chance& chance)
    : number_(number), options_(options), outside_(outside), chance_(chance) {}

bool LogProcess::at_end() const {
    return phase_ != Phase::down &&
           (outside_.log.empty() || outside_.log.back().position < state_.position);
}

bool LogProcess::finished() const {
    return phase_ == Phase::running && at_end() && waits_.empty() &&
           ahead_.number == state_.number && state_.upto == outside_.commands.size();
}

void LogProcess::act() {
    const bool peace = outside_.peace;
    if (phase_ == Phase::down) {
        if (!peace && !chance_.one_in(3)) return;
        state_ = decode(stored_).value();
        fold_ = stored_fold_;
        from_start_ = state_.position == 0;
        phase_ = Phase::reading;
        return look_back();
    }
    for (unsigned i = peace ? 1000 : chance_.up_to(5); i > 0 && !at_end(); --i) read();
    if (chance_.one_in(8)) {
        stored_ = encode(state_);
        stored_fold_ = fold_;
    }
    if (!writes_) return;
    // A delivery error or a time-out: when there is peace, only where something was really lost.
    const bool lost = phase_ == Phase::waiting || ahead_.number != state_.number || !waits_.empty();
    if (phase_ >= Phase::waiting && (peace ? lost && at_end() : chance_.one_in(25)))
        return retake();
    if (phase_ == Phase::running) return decide();
    if (phase_ == Phase::reading && at_end() && (peace || chance_.one_in(3))) begin();
}

void LogProcess::crash() {
    phase_ = Phase::down;
    waits_.clear();
    refusals_.clear();
}

void LogProcess::only_reads() {
    writes_ = false;
    waits_.clear();
    if (phase_ > Phase::reading) phase_ = Phase::reading;
}

/// Nothing that is known can be relied on.
void LogProcess::forget() {
    state_ = {};
    fold_ = {};
    from_start_ = true;
    if (phase_ > Phase::reading) retake();
}

void LogProcess::look_back() {
    if (phase_ == Phase::down || state_.position == 0) return;
    const auto before = std::ranges::find_if(
        outside_.log, [&](const Lying& record) { return record.position + 1 == state_.position; });
    if (before == outside_.log.end() || !options_.follows(state_, *before)) forget();
}

// ---- reading -----------------------------------------------------------------------------------

void LogProcess::read() {
    const auto next = outside_.from(state_.position);
    if (next == outside_.log.end()) return;
    const Verdict verdict = options_.step(state_, *next);
    if (verdict == Verdict::suspect && !from_start_) return forget();
    if (verdict == Verdict::entry)
        if (const std::string why = add_to(fold_, next->value); !why.empty()) outside_.breaks(why);
    heed(verdict, *next);
}

/// What a record means to who writes.
void LogProcess::heed(Verdict verdict, const Lying& record) {
    const std::optional<Stamp> stamp = stamp_from(record.stamp);
    if (phase_ < Phase::waiting || !stamp) return;
    const bool own = stamp->owner == owner_;
    const bool valid = verdict == Verdict::entry || verdict == Verdict::decided;
    if (phase_ == Phase::waiting) {
        if (own && verdict == Verdict::term) return run();
        if (own) retake();
        return;
    }
    if (own && valid) return release(stamp->number);
    const bool begun = own && verdict == Verdict::term && options_.slip == Slip::no_wait;
    if ((own || valid || verdict == Verdict::term) && !begun) retake();
}

void LogProcess::release(std::uint64_t number) {
    for (const Wait& wait : waits_) {
        if (wait.number != number) continue;
        if (wait.seq > 0)
            outside_.answer(wait.id, wait.seq);
        else
            outside_.refused.insert(wait.offset);
    }
    std::erase_if(waits_, [&](const Wait& wait) { return wait.number == number; });
}

// ---- writing -----------------------------------------------------------------------------------

void LogProcess::begin() {
    owner_ = options_.slip == Slip::one_owner ? Owner{} : chance_.owner();
    const Lying record{state_.position, "",
                       to_text(Stamp{.term = state_.term + 1, .owner = owner_}), ""};
    outside_.network.push_back({record});
    phase_ = Phase::waiting;
    if (options_.slip != Slip::no_wait) return;
    run();
    options_.step(ahead_, record);
}

void LogProcess::run() {
    phase_ = Phase::running;
    ahead_ = state_;
    ahead_fold_ = fold_;
    number_of_.clear();
    waits_.clear();
    refusals_.clear();
    if (options_.slip != Slip::own_offset) cursor_ = state_.upto;
    cursor_ = options_.slip == Slip::starts_anew ? 0 : std::max<std::size_t>(cursor_, state_.upto);
}

void LogProcess::retake() {
    waits_.clear();
    refusals_.clear();
    phase_ = Phase::reading;
    if (options_.slip == Slip::same_number && state_.owner == owner_ && state_.term > 0) run();
}

void LogProcess::decide() {
    for (unsigned i = 1 + chance_.up_to(4); i > 0 && cursor_ < outside_.commands.size(); --i)
        decide_next();
    if (chance_.one_in(10)) accept(-1 - static_cast<int>(ahead_fold_.ids.size()), -1);
    if (cursor_ == outside_.commands.size() || chance_.one_in(3)) tell_refusals();
}

void LogProcess::decide_next() {
    const int offset = static_cast<int>(cursor_), id = outside_.commands[cursor_];
    const bool knows = options_.slip != Slip::starts_anew;
    if (const auto found = fold_.seq_of.find(id); knows && found != fold_.seq_of.end())
        outside_.answer(id, found->second);
    else if (const auto soon = ahead_fold_.seq_of.find(id);
             knows && soon != ahead_fold_.seq_of.end())
        waits_.push_back({number_of_[id], id, soon->second, offset});
    else if (!chance_.one_in(3))
        return accept(id, offset);
    else if (options_.slip == Slip::refuses_at_once)
        outside_.refused.insert(offset);
    else
        refusals_.push_back(offset);
    ++cursor_;
}

void LogProcess::accept(int id, int offset) {
    tell_refusals();
    const Fact fact{id, offset, static_cast<int>(ahead_fold_.ids.size()) + 1,
                    ahead_fold_.ids.empty() ? 0 : ahead_fold_.ids.back()};
    if (offset >= 0) cursor_ = static_cast<std::size_t>(offset) + 1;
    number_of_[id] = ahead_.number;
    if (options_.slip == Slip::answers_at_once && offset >= 0)
        outside_.answer(id, fact.seq);
    else if (offset >= 0)
        waits_.push_back({ahead_.number, id, fact.seq, offset});
    add_to(ahead_fold_, to_text(fact));
    send(StampKind::entry, to_text(fact), offset >= 0 ? cursor_ : ahead_.upto);
}

void LogProcess::tell_refusals() {
    if (cursor_ <= ahead_.upto) return;
    for (const int offset : refusals_) waits_.push_back({ahead_.number, 0, 0, offset});
    outside_.meant[to_text(next_stamp(ahead_, StampKind::decided, cursor_))] = refusals_;
    refusals_.clear();
    send(StampKind::decided, "", cursor_);
}

void LogProcess::send(StampKind kind, const std::string& value, std::uint64_t upto) {
    const Lying record{ahead_.position, kind == StampKind::entry ? "acme" : "",
                       to_text(next_stamp(ahead_, kind, upto)), value};
    outside_.network.push_back({record});
    const Verdict verdict = options_.step(ahead_, record);
    if (verdict != Verdict::entry && verdict != Verdict::decided)
        outside_.breaks("a writer's next record is void to itself");
}

}  // namespace dossier::test
