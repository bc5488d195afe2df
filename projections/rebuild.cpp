// Building views anew beside the ones in use, comparing, switching, and switching back.
#include "projections/views.hpp"

#include <algorithm>
#include <limits>

namespace dossier {
namespace {

constexpr Position no_end = std::numeric_limits<Position>::max();

}  // namespace

std::vector<Rebuilt> Views::rebuild(std::vector<std::string> names, int threads) {
    const std::scoped_lock one_at_a_time(rebuilding_);
    if (names.empty()) names = this->names();
    // Each thread folds its share of the views in one pass over the journal.
    const std::size_t shares =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), 1, names.size());
    std::vector<std::vector<std::unique_ptr<Folding>>> work(shares);
    for (std::size_t i = 0; i < names.size(); ++i) {
        Kept kept = catalog_.kept(names[i]);
        if (kept.before != 0) catalog_.drop(kept.before);
        kept.before = 0;
        catalog_.keep(names[i], kept);
        work[i % shares].push_back(folding(names[i], catalog_.next_build()));
    }
    std::vector<std::string> errors(shares);
    std::vector<std::thread> running;
    for (std::size_t i = 1; i < shares; ++i)
        running.emplace_back([&, i] {
            try {
                build_beside(work[i]);
            } catch (const StoreError& error) {
                errors[i] = error.what();
            }
        });
    try {
        build_beside(work[0]);
    } catch (const StoreError& error) {
        errors[0] = error.what();
    }
    for (std::thread& thread : running) thread.join();
    for (const std::string& error : errors)
        if (!error.empty()) throw StoreError(error);

    std::vector<Rebuilt> all;
    for (auto& share : work)
        for (auto& folding : share) all.push_back(join(std::move(folding)));
    return all;
}

/// As far as there is something to read; what comes meanwhile is folded when they join.
void Views::build_beside(std::vector<std::unique_ptr<Folding>>& foldings) {
    Projector beside(store_, partition_, journal_);
    std::vector<Build> builds;
    for (auto& folding : foldings) {
        builds.push_back(folding->writer.build());
        beside.add(std::move(folding));
    }
    while (beside.step(no_end))
        if (stopping_) throw StoreError("stopped while building views");
    for (std::size_t i = 0; i < builds.size(); ++i) foldings[i] = beside.take(builds[i]);
}

Rebuilt Views::join(std::unique_ptr<Folding> made) {
    Rebuilt rebuilt{made->view->name(), {}, {}, false};
    const Build fresh = made->writer.build();
    const std::string version = made->view->version();
    Kept kept = catalog_.kept(rebuilt.view);
    const Build old = kept.active;

    // At the position of the one in use, both are the fold of the same entries.
    const auto both = [&] {
        const std::scoped_lock turn(turn_);
        const bool live = std::any_of(projector_.foldings().begin(), projector_.foldings().end(),
                                      [&](const auto& one) { return one->writer.build() == old; });
        const Position until = live ? catalog_.position(old) : no_end;
        Projector last(store_, partition_, journal_);
        last.add(std::move(made));
        while (last.step(until)) {
        }
        const Position here = last.position();
        while (live && projector_.position() < here && projector_.step(here)) {
        }
        projector_.add(last.take(fresh));
        rebuilt.compared = live && kept.version == version;
        changed();
        return store_.rows().snapshot();
    }();
    if (rebuilt.compared) rebuilt.before = store_.sum(old, both);
    rebuilt.after = store_.sum(fresh, both);

    const std::scoped_lock both_of_them(turn_, looking_);
    projector_.take(old);
    catalog_.keep(rebuilt.view, {fresh, old, version, kept.version});
    active_[rebuilt.view] = fresh;
    std::erase(stale_, rebuilt.view);
    moment_.reset();
    return rebuilt;
}

bool Views::switch_back(const std::string& name) {
    const std::scoped_lock one_at_a_time(rebuilding_);
    const Kept kept = catalog_.kept(name);
    if (kept.before == 0 || kept.version_before != view(name)->version()) return false;
    std::vector<std::unique_ptr<Folding>> again;
    again.push_back(folding(name, kept.before));
    build_beside(again);
    const std::scoped_lock turn(turn_);
    Projector last(store_, partition_, journal_);
    last.add(std::move(again.front()));
    while (last.step(std::max(projector_.position(), last.position()))) {
    }
    projector_.take(kept.active);
    projector_.add(last.take(kept.before));
    const std::scoped_lock looking(looking_);
    catalog_.keep(name, {kept.before, kept.active, kept.version_before, kept.version});
    active_[name] = kept.before;
    moment_.reset();
    return true;
}

Views::Hash Views::hash(const std::string& name) const {
    const Glance here = glance();
    const Moment& moment = *here.moment_;
    const auto build = moment.active.find(name);
    if (build == moment.active.end()) throw StoreError("there is no view " + name);
    return {store_.sum(build->second, moment.at), catalog_.position(build->second, &moment.at)};
}

Rebuilt Views::compare(const std::string& name, const rocks::Disk& scratch) const {
    const Hash in_use = hash(name);
    Views anew(scratch, partition_, journal_, keys_);
    Projector alone(anew.store_, partition_, journal_);
    alone.add(anew.folding(name, anew.active_.at(name)));
    while (alone.position() < in_use.position)
        if (!alone.step(in_use.position) &&
            !journal_.wait(partition_, alone.position(), std::chrono::seconds(1)))
            break;  // the journal is shorter than the view has read: they differ
    Rebuilt result{name, in_use.sum, anew.hash(name).sum, true};
    result.compared = catalog_.kept(name).version == view(name)->version();
    return result;
}

}  // namespace dossier
