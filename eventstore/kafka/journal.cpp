#include "base/check.hpp"
#include "base/random.hpp"
#include "eventstore/kafka/journal_part.hpp"
#include "eventstore/kafka/journal_record.hpp"

namespace dossier::kafka {
namespace {

constexpr std::size_t kept_at_once = 1000;
constexpr milliseconds quiet{200}, asking{5000};

bool is_of(const RuleState& state, std::uint64_t term, const Owner& owner) {
    return state.term == term && state.owner == owner;
}

}  // namespace

Journal::Journal(const KafkaConfig& config, std::string topic, int partitions,
                 const rocks::Disk& copy, Random& random, JournalTimes times,
                 const Progress& progress)
    : config_(config),
      topic_(std::move(topic)),
      times_(times),
      random_(random),
      copy_(copy, partitions),
      consumer_(config) {
    for (int i = 0; i < partitions; ++i) {
        Part& it = *parts_.emplace_back(std::make_unique<Part>(config_, Place{topic_, i}));
        if (!copy_.progress(i) && copy_.end(i) > 0)
            throw StoreError(copy.root.string() +
                             " holds a journal of its own, not the copy of a log: name another "
                             "folder for this process, and copy the journal with 'dossier copy'");
        const auto state = decode(copy_.progress(i).value_or(""));
        if (!state) throw StoreError(copy.root.string() + ": what it says of its log is damaged");
        it.rule = it.published = *state;
        start(it);
    }
    thread_ = std::thread([this] { follow(); });
    try {
        restore(progress);
    } catch (...) {
        stop();
        throw;
    }
}

Journal::~Journal() { stop(); }

void Journal::stop() {
    stopping_ = true;
    consumer_.wake();
    thread_.join();
}

/// With the record before the state, if there is one: it must still be that one.
void Journal::start(Part& it) {
    it.checked = it.rule.position == 0;
    it.gone = false;
    consumer_.start(it.place, it.first());
}

/// Until every partition is copied as far as it reached when this began.
void Journal::restore(const Progress& progress) {
    const auto until = std::chrono::steady_clock::now() + times_.restore;
    for (const auto& it : parts_) {
        std::unique_lock lock(mutex_);
        const Position known = it->published.position;  // before the end is asked for: it moves on
        lock.unlock();
        const Position high = this->high(it->place.partition);
        lock.lock();
        if (known > high)
            throw StoreError(to_text(it->place) + " was cut, or made anew: it ends at " +
                             std::to_string(high) + ", and " + std::to_string(known) +
                             " records of it are known here");
        while (it->published.position < high) {
            for (const std::string* why : {&trouble_, &hindrance_})
                if (!why->empty()) throw StoreError(*why);
            if (std::chrono::steady_clock::now() >= until)
                throw StoreError(to_text(it->place) + ": gave up at " +
                                 std::to_string(it->published.position) + " of " +
                                 std::to_string(high));
            changed_.wait_for(lock, quiet);
            if (progress) progress(it->place.partition, it->published.position, high);
        }
    }
}

// ---- Following ---------------------------------------------------------------------------------

void Journal::follow() {
    try {
        std::size_t pending = 0;
        while (!stopping_) {
            polled_ = std::chrono::steady_clock::now();
            const Polled polled = consumer_.poll(pending > 0 ? milliseconds(0) : quiet);
            if (polled.kind == Polled::Kind::record) {
                fold(polled.record);
                ++pending;
            }
            if (polled.kind == Polled::Kind::error) heed(polled);
            if (polled.kind == Polled::Kind::record || polled.kind == Polled::Kind::end) granted();
            for (const auto& it : parts_)
                if (it->gone && it->doubts.reaches(it->first(), consumer_)) start(*it);
            if (pending == 0 || (polled.kind == Polled::Kind::record && pending < kept_at_once))
                continue;
            keep();
            pending = 0;
        }
    } catch (const StoreError& error) {
        const std::lock_guard lock(mutex_);
        trouble_ = error.what();
    }
    changed_.notify_all();
}

/// What is refused may be granted again, and is asked for by itself; until then it is told.
void Journal::heed(const Polled& polled) {
    switch (polled.error->trouble()) {
        case Trouble::retriable: return;
        case Trouble::gone: part(polled.record.place.partition).gone = true; return;
        case Trouble::end_of_term: throw *polled.error;
        case Trouble::fatal: break;
    }
    for (const auto& it : parts_)  // a record that is there shows when it is granted
        if (it->checked && it->rule.position > 0) start(*it);
    const std::lock_guard lock(mutex_);
    hindrance_ = polled.error->what();
}

void Journal::granted() {
    const std::lock_guard lock(mutex_);
    hindrance_.clear();
}

void Journal::fold(const Record& record) {
    Part& it = part(record.place.partition);
    if (!it.checked) return check_first(it, record);
    const RuleState before = it.rule;
    const Verdict verdict = step(it.rule, as_seen(record));
    it.moved = true;
    if (verdict == Verdict::entry) it.fresh.push_back(*record.value);
    if (verdict == Verdict::suspect) it.doubts.read_again(before, record, stopping_);
    if (verdict == Verdict::voided) it.doubts.look_back(before, record, stopping_);
    const std::lock_guard lock(mutex_);
    counts_.terms += verdict == Verdict::term;
    counts_.entries += verdict == Verdict::entry;
    counts_.voided += verdict == Verdict::voided;
    counts_.unreadable += verdict == Verdict::unreadable;
    counts_.alarms += verdict == Verdict::suspect;
}

/// The record before the state must be the one that was there when it was left.
void Journal::check_first(Part& it, const Record& record) {
    if (!follows(it.rule, as_seen(record))) throw was_cut(it.place, record.offset);
    it.checked = true;
}

/// Copies what is fresh, then tells who waits.
void Journal::keep() {
    for (const auto& it : parts_) {
        if (!it->moved) continue;
        copy_.append_copy(it->place.partition, it->fresh, encode(it->rule));
        it->fresh.clear();
        it->moved = false;
        const std::lock_guard lock(mutex_);
        it->published = it->rule;
    }
    changed_.notify_all();
}

// ---- Writing -----------------------------------------------------------------------------------

std::uint64_t Journal::take(int partition) {
    Part& it = part(partition);
    it.producer = std::make_unique<Producer>(config_);
    Owner owner;
    random_.fill(owner);
    RuleState seen;
    {
        const Position high = this->high(partition);
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, times_.come_back,
                          [&] { return it.published.position >= high || !trouble_.empty(); });
        seen = it.published;
    }
    const std::uint64_t term = seen.term + 1;
    const Message started = first_message(it.place, term, owner);
    const std::int64_t offset = deliver(it, std::span(&started, 1));

    std::unique_lock lock(mutex_);
    const auto there = static_cast<Position>(offset);
    const bool back = changed_.wait_for(
        lock, times_.come_back, [&] { return it.published.position > there || !trouble_.empty(); });
    const RuleState now = it.published;
    const std::string trouble = trouble_;
    lock.unlock();
    if (!trouble.empty()) throw StoreError(trouble);
    if (!back) end_term(it, "what was delivered did not come back");
    if (!is_of(now, term, owner)) end_term(it, "another was first");
    it.ahead = now;
    it.next = copy_.end(partition);
    return now.upto;
}

Position Journal::append(int partition, std::span<const std::string> entries,
                         const Decided& decided) {
    Part& it = part(partition);
    if (!it.producer) end_term(it, "it was not taken");
    std::vector<Message> messages;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        DOSSIER_CHECK(!entries[i].empty());
        const std::uint64_t upto =
            i < decided.after_each.size() ? decided.after_each[i] : it.ahead.upto;
        messages.push_back(next_message(it.ahead, it.place, upto, entries[i]));
    }
    if (decided.after_all > it.ahead.upto)
        messages.push_back(next_message(it.ahead, it.place, decided.after_all, ""));
    const Position first = it.next;
    it.next += entries.size();
    if (messages.empty()) return first;

    deliver(it, messages);
    std::unique_lock lock(mutex_);
    const bool back = changed_.wait_for(lock, times_.come_back, [&] {
        return it.published.number >= it.ahead.number || !trouble_.empty() ||
               !is_of(it.published, it.ahead.term, it.ahead.owner);
    });
    const bool valid = it.published.number == it.ahead.number &&
                       it.published.prev == it.ahead.prev &&
                       is_of(it.published, it.ahead.term, it.ahead.owner);
    const std::string trouble = trouble_;
    lock.unlock();
    if (!trouble.empty()) throw StoreError(trouble);
    if (!valid)
        end_term(it, back ? "another has taken it" : "what was delivered did not come back");
    return first;
}

/// Of the last. Any failure ends the term: what was sent may lie in the log, or may yet.
std::int64_t Journal::deliver(Part& it, std::span<const Message> messages) try {
    std::int64_t last = -1;
    for (const Delivery& delivery : it.producer->produce(messages, times_.give_up)) {
        if (delivery.error) throw *delivery.error;
        last = delivery.offset;
    }
    return last;
} catch (const KafkaError& error) {
    end_term(it, error.what());
}

void Journal::end_term(Part& it, const std::string& why) {
    it.producer.reset();
    throw TermEnded(to_text(it.place) + ": " + why);
}

// ---- How it is ---------------------------------------------------------------------------------

std::uint64_t Journal::behind(int partition) const {
    const Position high = this->high(partition);
    const std::lock_guard lock(mutex_);
    const Position position = part(partition).published.position;
    return high > position ? high - position : 0;
}

std::uint64_t Journal::behind_seen(int partition) const {
    const std::lock_guard lock(mutex_);
    const Part& it = part(partition);
    const auto end = static_cast<Position>(consumer_.end_seen(it.place).value_or(0));
    return end > it.published.position ? end - it.published.position : 0;
}

Position Journal::high(int partition) const {
    return static_cast<Position>(consumer_.watermarks(part(partition).place, asking).high);
}

std::uint64_t Journal::decided(int partition) const {
    const std::lock_guard lock(mutex_);
    return part(partition).published.upto;
}

std::string Journal::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_.empty() ? hindrance_ : trouble_;
}

JournalCounts Journal::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

}  // namespace dossier::kafka
