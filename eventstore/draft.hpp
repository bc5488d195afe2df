#pragma once
// One command's view of its tenant, while it is not known whether it may: the World it is decided
// on, the keys it seals with, and everything it changes. Dropped, it has left nothing.
#include "eventstore/entry.hpp"
#include "eventstore/keys.hpp"
#include "eventstore/known.hpp"

namespace dossier {

class Draft final : public World, public Sealer {
public:
    Draft(Known&, Keys&, const std::string& tenant);

    /// As the draft leaves it; null when it never began.
    LifePtr life(const StreamId&) const;
    /// What the actor may do now.
    Roles roles(const UserId&) const;
    const TenantRow& tenant() const { return tenant_; }
    std::int64_t depth_of(const std::optional<Cause>&) const;

    /// Lives through an event; the first one begins the stream.
    std::int64_t evolve(const Aggregate&, const Object& event, const Meta&);
    /// After a step: what the tenant keeps beside the streams that changed in it.
    void file();
    /// Key numbers given since the beginning, as the entry names them.
    const Map<std::string>& keys() const { return named_; }
    /// An entry of the journal says so.
    void name_key(std::int64_t number, const StreamId& subject);

    /// The entry it became; after that only accept() makes sense.
    void record(const Entry&);
    void put(std::string row, std::string value) { rows_.put(std::move(row), std::move(value)); }
    void remove(std::string row) { rows_.remove(std::move(row)); }
    void accept();

    // World
    Standing standing(const StreamId&) const override;
    std::optional<StreamId> holder(const Claim&) const override;
    std::int64_t next(std::string_view counter) const override;
    std::vector<StreamId> ids(std::string_view lookup, std::string_view key) const override;
    std::int64_t setting(std::string_view name) const override;
    bool same(const Box&, std::string_view plain_json) const override;

    // Sealer
    Box seal(const StreamId& subject, std::string_view plain) override;
    std::optional<std::string> open(const Box&) const override;

private:
    friend class Filing;
    const void* state(const Type&, const StreamId&) const override;
    const std::optional<std::string>& kept(const std::string& row) const;
    std::int64_t key_of(const StreamId& subject);
    std::int64_t fresh_key(const StreamId& subject);
    /// The value without its case, as JSON; nothing when its person is forgotten.
    std::optional<std::string> opened(const Claim&) const;
    bool still_claims(const StreamId&, const Claim&, const std::string& value) const;
    Bytes32 blinded(std::string_view name, std::string_view value) const;
    std::string filed_under(const Lookup&) const;

    struct Touched {
        LifePtr before;  // as it was last filed; null when it began since
        std::shared_ptr<Life> now;
    };

    Known& known_;
    Keys& keys_;
    const std::string& slug_;
    TenantRow tenant_;
    Layer rows_;
    mutable std::map<StreamId, LifePtr> lives_;  // asked for or changed, so that they stay
    std::map<StreamId, std::int64_t> used_keys_;
    std::map<StreamId, LifePtr> changed_;
    std::map<StreamId, Touched> touched_;  // in this step
    Map<std::string> named_;
    std::vector<Timestamp> due_;  // of the timers that are new
};

}  // namespace dossier
