#include "projections/views.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"
#include "domain/catalog.hpp"
#include "projections/case_board.hpp"
#include "projections/case_thread.hpp"
#include "projections/client_timeline.hpp"
#include "projections/record_view.hpp"
#include "projections/sequences.hpp"

#include <algorithm>
#include <limits>

namespace dossier {
namespace {

constexpr std::chrono::milliseconds wait_ms{20};  // for the journal, before asking who waits

}  // namespace

// ---- Glance ----------------------------------------------------------------------------------

Sight Glance::sight(const std::string& view, std::optional<Sequence> as_of) const {
    return {*store_, moment_->active.at(view), moment_->at, as_of};
}

Sequence Glance::last(const std::string& tenant) const {
    return moment_->last.get(tenant, [&] { return find_last(tenant); });
}

Sequence Glance::find_last(std::string_view tenant) const {
    const std::string first = sequence_key(tenant, 0);
    const Build build = moment_->active.at("sequences");
    rocks::Cursor rows = store_->rows().cursor(family::present, &moment_->at);
    rows.seek_for_prev(key_of(build, sequence_key(tenant, -1)));
    const std::string prefix = key_of(build, first.substr(0, first.size() - sizeof(Sequence)));
    // While a view is rebuilt beside one of another version, that one stands still.
    for (; rows.valid() && rows.key().starts_with(prefix); rows.prev()) {
        const auto position = get<Position>(rows.value().substr(sizeof(Sequence)));
        if (position < moment_->folded)
            return static_cast<Sequence>(get<std::uint64_t>(rows.key().substr(prefix.size())));
    }
    return 0;
}

// ---- Opening ---------------------------------------------------------------------------------

Views::Views(const rocks::Disk& disk, int partition, const Journal& journal, Keys& keys,
             rocks::Mode mode)
    : store_(disk, mode),
      catalog_(store_),
      partition_(partition),
      journal_(journal),
      keys_(keys),
      mode_(mode),
      decoders_(store_, mode),
      projector_(store_, partition, journal) {
    for (const Aggregate* aggregate : all_aggregates()) {
        const auto at =
            lists_.try_emplace(std::string(aggregate->plural), RecordLists(*aggregate)).first;
        all_.push_back(std::make_unique<RecordView>(*aggregate, at->second, decoders_, keys_));
    }
    all_.push_back(std::make_unique<SequencesView>());
    all_.push_back(std::make_unique<ClientTimeline>());
    all_.push_back(std::make_unique<CaseThread>());
    all_.push_back(std::make_unique<CaseBoard>(*aggregate_named("case"), decoders_));
    open();
}

Views::~Views() { stop(); }

void Views::open() {
    for (const auto& one : all_) {
        const std::string name = one->name();
        Kept kept = catalog_.kept(name);
        if (kept.active == 0 && mode_ == rocks::Mode::reader)
            throw StoreError("the views have no " + name + " yet: start the server once");
        if (kept.active == 0) {
            kept = {catalog_.next_build(), 0, one->version(), {}};
            catalog_.keep(name, kept);
        }
        active_[name] = kept.active;
        if (mode_ == rocks::Mode::reader) continue;
        if (kept.version != one->version()) {
            stale_.push_back(name);
            continue;
        }
        projector_.add(folding(name, kept.active));
        if (!projector_.foldings().back()->parked.empty()) stale_.push_back(name);
    }
}

std::unique_ptr<View> Views::view(const std::string& name) const {
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [&](const auto& one) { return one->name() == name; });
    if (found == all_.end()) throw StoreError("there is no view " + name);
    return (*found)->another();
}

std::unique_ptr<Folding> Views::folding(const std::string& name, Build build) {
    return std::make_unique<Folding>(view(name), store_, catalog_, build);
}

std::vector<std::string> Views::names() const {
    std::vector<std::string> names;
    for (const auto& one : all_) names.push_back(one->name());
    return names;
}

const RecordLists& Views::lists(const Aggregate& aggregate) const {
    return lists_.at(std::string(aggregate.plural));
}

// ---- Folding ---------------------------------------------------------------------------------

void Views::start() {
    DOSSIER_CHECK(mode_ == rocks::Mode::owner && !thread_.joinable());
    running_ = true;
    thread_ = std::thread([this] { run(); });
    if (!stale_.empty())
        beside_ = std::thread([this] {
            try {
                rebuild(stale_, 1);
            } catch (const StoreError& error) {
                const std::scoped_lock looking(looking_);
                if (!stopping_) error_ = error.what();
            }
        });
}

void Views::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    if (beside_.joinable()) beside_.join();
    running_ = stopping_ = false;
    answer_waiting(true);
}

void Views::catch_up() {
    if (mode_ == rocks::Mode::reader) {
        const std::scoped_lock turn(turn_);
        store_.rows().catch_up();
        return changed();
    }
    if (!stale_.empty()) rebuild(std::exchange(stale_, {}), 1);
    const std::scoped_lock turn(turn_);
    while (projector_.step(std::numeric_limits<Position>::max())) {
    }
    changed();
}

void Views::run() {
    while (!stopping_) {
        try {
            Position from = 0;
            bool folded = false;
            {
                const std::scoped_lock turn(turn_);
                folded = projector_.step(std::numeric_limits<Position>::max());
                if (folded) changed();
                from = projector_.position();
            }
            answer_waiting();
            if (!folded) journal_.wait(partition_, from, wait_ms);
        } catch (const StoreError& error) {
            {
                const std::scoped_lock looking(looking_);
                error_ = error.what();
            }
            running_ = false;
            return answer_waiting(true);
        }
    }
}

Glance Views::glance() const {
    const std::scoped_lock looking(looking_);
    if (!moment_) moment_.reset(new Moment{active_, store_.rows().snapshot(), folded_by_all()});
    return {store_, moment_};
}

/// looking_ must be held.
Position Views::folded_by_all() const {
    Position least = std::numeric_limits<Position>::max();
    for (const std::string& name : stale_)
        least = std::min(least, catalog_.position(active_.at(name)));
    return least;
}

// ---- Who waits -------------------------------------------------------------------------------

void Views::when_folded(const std::string& tenant, Sequence seq, std::chrono::milliseconds wait,
                        std::function<void(bool)> call) {
    if (glance().last(tenant) >= seq) return call(true);
    const auto until = std::chrono::steady_clock::now() + wait;
    {
        const std::scoped_lock lock(waiting_mutex_);
        if (running_ && wait.count() > 0) {
            waiting_.push_back({tenant, seq, until, std::move(call)});
            return;
        }
    }
    call(false);
}

void Views::answer_waiting(bool all) {
    std::vector<Waiting> waiting;
    {
        const std::scoped_lock lock(waiting_mutex_);
        if (waiting_.empty()) return;
        waiting.swap(waiting_);
    }
    const auto now = std::chrono::steady_clock::now();
    std::map<std::string, Sequence> last;
    const Glance here = glance();
    std::vector<Waiting> left;
    for (Waiting& one : waiting) {
        const auto [at, fresh] = last.try_emplace(one.tenant, 0);
        if (fresh) at->second = here.last(one.tenant);
        if (at->second >= one.seq)
            one.call(true);
        else if (all || one.until <= now)
            one.call(false);
        else
            left.push_back(std::move(one));
    }
    const std::scoped_lock lock(waiting_mutex_);
    for (Waiting& one : left) waiting_.push_back(std::move(one));
}

ViewsHealth Views::health() const {
    const std::scoped_lock looking(looking_);
    ViewsHealth health;
    health.position = std::numeric_limits<Position>::max();
    for (const auto& [name, build] : active_) {
        health.position = std::min(health.position, catalog_.position(build));
        for (Parked& one : catalog_.parked(build)) {
            one.view = name;
            health.parked.push_back(std::move(one));
        }
    }
    health.journal_end = journal_.end(partition_);
    health.entries = projector_.entries();
    health.events = projector_.events();
    health.rows = projector_.rows();
    health.error = error_;
    return health;
}

}  // namespace dossier
