#pragma once
// All views of one partition: kept in one directory, folded by one thread, rebuilt beside.
#include "eventstore/keys.hpp"
#include "projections/projector.hpp"
#include "projections/record_lists.hpp"
#include "projections/record_row.hpp"
#include "projections/sight.hpp"

#include <chrono>
#include <condition_variable>
#include <thread>
#include <unordered_map>

namespace dossier {

/// What was found out about a moment and is asked again and again: found once. Any thread.
template <class Value>
class Remembered {
public:
    Value get(const std::string& key, const std::function<Value()>& find) {
        {
            const std::scoped_lock lock(mutex_);
            if (const auto known = known_.find(key); known != known_.end()) return known->second;
        }
        Value value = find();
        const std::scoped_lock lock(mutex_);
        if (known_.size() < known_max) known_.emplace(key, value);
        return value;
    }

private:
    static constexpr std::size_t known_max = 10'000;
    std::mutex mutex_;
    std::unordered_map<std::string, Value> known_;
};

/// The views between two changes of theirs. Shared by all who look at them meanwhile.
struct Moment {
    std::map<std::string, Build> active;
    rocks::Snapshot at;
    Position folded;                 // what lies before it is in every view in use
    Remembered<Sequence> last = {};  // by tenant
    Remembered<Roles> roles = {};    // by tenant 0 user
};

/// The views as they were at one moment, all of the same; any thread, many readings.
class Glance {
public:
    /// Without a sequence: now.
    Sight sight(const std::string& view, std::optional<Sequence> as_of = {}) const;

    /// The last entry of the tenant that every view in use has folded.
    Sequence last(const std::string& tenant) const;

    /// What this user may do; asks once in a moment.
    Roles roles(const std::string& tenant, const UserId& user,
                const std::function<Roles()>& find) const {
        return moment_->roles.get(tenant + '\0' + user.text, find);
    }

private:
    friend class Views;
    Glance(const ViewStore& store, std::shared_ptr<Moment> moment)
        : store_(&store), moment_(std::move(moment)) {}
    Sequence find_last(std::string_view tenant) const;

    const ViewStore* store_;
    std::shared_ptr<Moment> moment_;  // who looks keeps it, whatever changes
};

/// What came of building a view anew.
struct Rebuilt {
    std::string view;
    ViewStore::Sum before, after;
    bool compared = false;  // false when the old one was of another version, or was behind
    bool equal() const { return !compared || before == after; }
};

struct ViewsHealth {
    Position position = 0, journal_end = 0;
    std::uint64_t entries = 0, events = 0, rows = 0;  // folded, and written, since the start
    std::vector<Parked> parked;
    std::string error;  // why the folding has stopped; empty while it goes on
};

class Views {
public:
    /// Opens, or makes, what is at `disk.root`. The journal and the keys must outlive it. A reader
    /// stands beside a running owner and folds nothing. Throws StoreError.
    Views(const rocks::Disk&, int partition, const Journal&, Keys&,
          rocks::Mode = rocks::Mode::owner);
    ~Views();

    /// Folds on a thread of its own, from here on; views of another version are rebuilt beside.
    void start();
    /// Comes back when the thread has gone. Idempotent.
    void stop();
    /// Folds all there is, on this thread; not while started.
    void catch_up();

    Glance glance() const;

    /// Calls back once the tenant's entry is in every view, or with false when the time is over.
    void when_folded(const std::string& tenant, Sequence, std::chrono::milliseconds,
                     std::function<void(bool)>);

    std::vector<std::string> names() const;
    /// Builds these beside, or all when there are none, with so many threads; compares and
    /// switches. Throws StoreError.
    std::vector<Rebuilt> rebuild(std::vector<std::string> views, int threads);
    /// Goes back to the build before the last switch, folding what it has missed; false when there
    /// is none, or another version made it.
    bool switch_back(const std::string& view);
    /// Over present and past, at `position`.
    struct Hash {
        ViewStore::Sum sum;
        Position position = 0;
    };
    Hash hash(const std::string& view) const;
    /// Folds the journal anew in a scratch directory, as far as the view has come, and compares.
    /// Changes nothing; works beside a running owner.
    Rebuilt compare(const std::string& view, const rocks::Disk& scratch) const;

    ViewsHealth health() const;

    const RecordLists& lists(const Aggregate&) const;
    const Decoders& decoders() const { return decoders_; }
    const ViewStore& store() const { return store_; }
    Keys& keys() { return keys_; }
    int partition() const { return partition_; }

private:
    struct Waiting {
        std::string tenant;
        Sequence seq;
        std::chrono::steady_clock::time_point until;
        std::function<void(bool)> call;
    };

    std::unique_ptr<View> view(const std::string& name) const;
    std::unique_ptr<Folding> folding(const std::string& name, Build);
    void open();
    void run();
    void answer_waiting(bool all = false);
    Position folded_by_all() const;
    void changed() {
        const std::scoped_lock looking(looking_);
        moment_.reset();
    }
    void build_beside(std::vector<std::unique_ptr<Folding>>&);
    Rebuilt join(std::unique_ptr<Folding>);

    ViewStore store_;
    ViewCatalog catalog_;
    const int partition_;
    const Journal& journal_;
    Keys& keys_;
    const rocks::Mode mode_;
    mutable Decoders decoders_;
    std::map<std::string, RecordLists> lists_;  // by plural
    std::vector<std::unique_ptr<View>> all_;    // one of each, to make others of

    std::mutex rebuilding_;  // one rebuild at a time
    std::mutex turn_;        // of the projector
    Projector projector_;

    // So that who asks does not wait for a portion to be folded; taken after the turn, if both are.
    mutable std::mutex looking_;
    std::map<std::string, Build> active_;     // guarded: the builds in use
    mutable std::shared_ptr<Moment> moment_;  // guarded; null: nobody looked since the last change
    std::vector<std::string> stale_;  // guarded: of another version, or with something parked
    std::string error_;               // guarded

    mutable std::mutex waiting_mutex_;
    std::vector<Waiting> waiting_;

    std::atomic<bool> running_ = false, stopping_ = false;
    std::thread thread_, beside_;
};

}  // namespace dossier
