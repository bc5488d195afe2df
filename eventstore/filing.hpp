#pragma once
// What the tenant keeps beside a record: claims, look-ups, counters, timers, settings. All of it
// is asked of the record's state, before and after, and the difference is kept.
#include "eventstore/draft.hpp"

namespace dossier {

/// timer/<stream>/<kind>/<due>: the id under which the house sends what is due.
std::string command_of(const DueTimer&);
/// The other way; nothing when it is another kind of id. The tenant is not in it.
std::optional<DueTimer> timer_of(std::string_view command);

class Filing {
public:
    Filing(Draft& draft, const StreamId& id, const Life* before, const Life& now)
        : draft_(draft), id_(id), before_(before), now_(now) {}

    void file();

private:
    void claims();
    void lookups();
    void counters();
    void settings();
    void timers();
    void retime(const std::function<void()>& change);
    void keep_timers(const StreamId&, const std::vector<Timer>& before,
                     const std::vector<Timer>& now);

    Draft& draft_;
    const StreamId& id_;
    const Life* before_;
    const Life& now_;
};

}  // namespace dossier
