#include "tests/support/log_model.hpp"

#include <algorithm>

namespace dossier::test {
namespace {

using namespace kafka;

/// The records from one effective `started` to the next.
struct Reign {
    Stamp started;
    std::size_t first = 0, end = 0;
    std::size_t base = 0;            // valid numbered records before it
    std::vector<std::size_t> valid;  // in it
};

struct Whole {
    const Log& log;
    std::vector<std::optional<Stamp>> stamps;
    std::vector<Reign> reigns;
    std::vector<std::size_t> valid;  // of all reigns
};

/// A `started` counts when none before it, effective or not, had as high a term.
void find_reigns(Whole& whole) {
    for (std::size_t i = 0; i < whole.log.size(); ++i) {
        const auto started = [&](std::size_t at) {
            return whole.stamps[at] && whole.stamps[at]->kind == StampKind::started;
        };
        if (!started(i)) continue;
        bool highest = true;
        for (std::size_t before = 0; before < i; ++before)
            if (started(before) && whole.stamps[before]->term >= whole.stamps[i]->term)
                highest = false;
        if (!highest) continue;
        if (!whole.reigns.empty()) whole.reigns.back().end = i;
        whole.reigns.push_back({*whole.stamps[i], i, whole.log.size(), 0, {}});
    }
}

bool of_owner(const std::optional<Stamp>& stamp, const Reign& reign) {
    return stamp && stamp->kind != StampKind::started && stamp->term == reign.started.term &&
           stamp->owner == reign.started.owner;
}

/// Number after number: the first of the owner's records, behind the one before, that goes on from
/// it.
void find_valid(Whole& whole) {
    for (Reign& reign : whole.reigns) {
        reign.base = whole.valid.size();
        for (std::size_t from = reign.first;;) {
            const Bytes32 prev =
                whole.valid.empty() ? Bytes32{} : sum(whole.log[whole.valid.back()]);
            while (from < reign.end && !(of_owner(whole.stamps[from], reign) &&
                                         whole.stamps[from]->number == whole.valid.size() &&
                                         whole.stamps[from]->prev == prev))
                ++from;
            if (from == reign.end) break;
            reign.valid.push_back(from);
            whole.valid.push_back(from);
        }
    }
}

Verdict worth(const Whole& whole, std::size_t i) {
    if (!whole.stamps[i]) return Verdict::unreadable;
    const Stamp& stamp = *whole.stamps[i];
    const Reign* reign = nullptr;
    for (const Reign& one : whole.reigns)
        if (one.first <= i && i < one.end) reign = &one;
    if (stamp.kind == StampKind::started)
        return reign && reign->first == i ? Verdict::term : Verdict::voided;
    if (std::ranges::count(whole.valid, i) == 1)
        return stamp.kind == StampKind::entry ? Verdict::entry : Verdict::decided;
    if (!reign || stamp.term > reign->started.term) return Verdict::suspect;
    if (!of_owner(stamp, *reign)) return Verdict::voided;
    // Its number was wanted just then, and still it is not valid: it goes on from something else.
    const auto so_far = std::ranges::count_if(reign->valid, [&](std::size_t at) { return at < i; });
    const bool wanted = stamp.number == reign->base + static_cast<std::size_t>(so_far);
    return stamp.number < reign->base || wanted ? Verdict::suspect : Verdict::voided;
}

}  // namespace

Judged judged_whole(const Log& log) {
    Whole whole{log, {}, {}, {}};
    for (const Lying& one : log) {
        whole.stamps.push_back(stamp_from(one.stamp));
        if (whole.stamps.back() &&
            (whole.stamps.back()->kind == StampKind::entry) == one.value.empty())
            whole.stamps.back().reset();
    }
    find_reigns(whole);
    find_valid(whole);
    Judged judged;
    for (std::size_t i = 0; i < log.size(); ++i) judged.verdicts.push_back(worth(whole, i));
    if (!whole.reigns.empty()) judged.term = whole.reigns.back().started.term;
    if (!whole.valid.empty()) judged.upto = whole.stamps[whole.valid.back()]->upto;
    judged.number = whole.valid.size();
    return judged;
}

}  // namespace dossier::test
