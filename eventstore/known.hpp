#pragma once
// What the writer knows at this instant: the state, and on top of it what is decided and not yet
// settled there.
#include "eventstore/overlay.hpp"

namespace dossier {

/// One thread: the one that decides.
class Known {
public:
    Known(const State& state, std::size_t lives_max) : rows_(state), lives_(state, lives_max) {}

    const Rows& rows() const { return rows_; }
    LifePtr life(TenantNumber tenant, const StreamId& id) { return lives_.find(tenant, id); }

    /// One of the rows that are asked for again and again.
    const std::optional<std::string>& kept(const std::string& row);
    /// A tenant nobody has heard of has the number 0.
    TenantRow tenant(const std::string& slug);
    /// The number that the next new tenant will have.
    TenantNumber next_tenant();
    std::vector<StreamId> streams(TenantNumber) const;

    /// An accepted command: what it changed, in the generation that is open.
    void add(const std::string& slug, const TenantRow&, const Layer::Changes&,
             const std::map<StreamId, LifePtr>& changed);

    struct Changes {
        Generation generation = 0;
        std::vector<RowChange> rows;
        std::unordered_map<std::string, LifePtr> lives;  // by their row
    };
    /// Everything of the generation that is open, which ends; the next one begins.
    Changes close();
    void settle(Generation);
    /// Whether the open generation has changed anything.
    bool changed() const { return rows_.changed() || !changed_lives_.empty(); }
    Generation open_generation() const { return generation_; }

    void look_for_timers();
    /// The tenant's first timer, if it is due.
    std::optional<DueTimer> due_by(const std::string& slug, Timestamp now);
    std::vector<std::string> tenants_due_by(Timestamp now) const;
    void expect_due(const std::string& slug, Timestamp);
    bool expects_timers() const { return !next_due_.empty(); }

private:
    const std::optional<std::string>& keep(const std::string& row, std::optional<std::string>);
    std::optional<DueTimer> first_due(TenantNumber) const;

    Overlay rows_;
    Lives lives_;
    Generation generation_ = 1;
    std::unordered_map<std::string, TenantRow> tenants_;
    std::unordered_map<std::string, std::optional<std::string>> kept_;  // by their row
    TenantNumber last_tenant_ = 0;
    std::unordered_map<std::string, LifePtr> changed_lives_;  // of the open generation
    std::unordered_map<std::string, Timestamp> next_due_;     // by tenant; never too late
};

}  // namespace dossier
