#pragma once
// A whole tenant in memory, on top of the catalog: what the writer does, without the journal's
// disk. It keeps nothing but the streams; claims, lookups, counters and timers are asked of the
// states.
#include "domain/users/user.hpp"
#include "eventstore/entry.hpp"
#include "tests/support/given.hpp"

#include <map>

namespace dossier::test {

struct Answer {
    std::optional<Rejection> why;
    Entry entry;                    // as the journal keeps it, sealed
    std::vector<std::string> said;  // as it was decided, open

    StreamId stream() const { return entry.events.at(0).stream; }
};

class Tenant final : public World {
public:
    /// A tenant begins with its first users: kim, whose commands these are, and lee.
    Tenant() {
        for (const UserId& user : {kim, lee})
            submit({uuid(++invited_), stream(user), payload(invitation(user))});
    }

    /// Decides, seals, appends, folds; the same id again gets the first answer again.
    Answer submit(const Command&);

    /// As the house itself asks: a timer, a reaction.
    Answer tell(const Command& command) {
        return answer(command, {now_, now_, {}, {Role::system}, command.id, {}});
    }
    template <Described C>
    Answer tell(const C& command, const StreamId& stream = {}) {
        return tell({uuid(++asked_), stream, payload(command)});
    }

    /// Asks on as this user instead of kim.
    Tenant& as(const UserId& user) { return actor_ = user, *this; }
    /// Asks on with these roles instead of admin's.
    Tenant& as(Roles roles) { return roles_ = roles, *this; }
    void set(std::string_view setting, std::int64_t value) { settings_[setting] = value; }

    /// Submits under the next id: uuid(1), uuid(2), …
    template <Described C>
    Answer ask(const C& command, const StreamId& stream = {}) {
        return submit({uuid(++asked_), stream, payload(command)});
    }

    /// Carries out a plan that no transaction made; the journal does not hear of it.
    Answer perform(const Plan&);

    /// Lets time pass; what falls due on the way is done at the instant it was due, once. What is
    /// refused is parked.
    void advance_to(Timestamp);

    /// Asks on as an import does: dates long past are no mistake.
    Tenant& importing() { return backdate_ = true, *this; }

    /// Sends what the reactions make of everything they have not seen yet.
    void react();
    /// What they asked of other tenants.
    const std::vector<Command>& abroad() const { return abroad_; }

    template <Described State>
    const State& get(const StreamId& id) const {
        return *find<State>(id);
    }

    /// Null when it never began.
    const void* state_of(const StreamId& id) const {
        const auto life = lives_.find(id);
        return life == lives_.end() ? nullptr : life->second.state.get();
    }

    const std::vector<Entry>& journal() const { return journal_; }
    const std::map<std::string, Rejection>& parked() const { return parked_; }
    ReversingSealer& sealer() { return sealer_; }

    Standing standing(const StreamId&) const override;
    std::optional<StreamId> holder(const Claim&) const override;
    std::int64_t next(std::string_view counter) const override;
    std::vector<StreamId> ids(std::string_view lookup, std::string_view key) const override;
    std::int64_t setting(std::string_view name) const override;
    bool same(const Box& sealed, std::string_view plain) const override {
        return sealer_.open(sealed) == plain;
    }

private:
    struct Life {
        const Aggregate* aggregate;
        Object state;
        std::int64_t version = 0;
    };
    using Lives = std::map<StreamId, Life>;
    struct Due {
        Command command;
        Timer timer;
    };
    using Decide = Decision (Aggregate::*)(const void*, const Payload&, const Meta&,
                                           const World&) const;

    const void* state(const Type&, const StreamId&) const override;
    bool live(const Life&) const;
    Lives copy_of_lives() const;
    static users::InviteUser invitation(const UserId& user) {
        return {.profile = {.name = {"A User"}, .email = {user.text.substr(5) + "@example.com"}},
                .roles = {Role::admin}};
    }

    Meta meta_of_asker(const std::string& id) const;
    Answer answer(const Command&, const Meta&);
    Answer decide(const Command&, const Meta&);
    void carry_out(const Plan&, const Meta&, Answer&);
    std::optional<Rejection> take_step(const Step&, const Meta&, Answer&);
    std::optional<Rejection> take(const Command&, Meta, Answer&, Decide);
    std::optional<Due> next_due(Timestamp until) const;
    void send_abroad(Command);
    void append(const Aggregate&, const Meta&, Object event, Answer&);
    std::optional<std::string> opened(const Claim&) const;

    Lives lives_;
    std::map<std::string, Answer> answers_;
    std::map<std::string, Rejection> parked_;
    std::map<std::string_view, std::int64_t> settings_;
    std::vector<Entry> journal_;
    std::size_t reacted_ = 0;  // entries of the journal the reactions have seen
    Timestamp now_ = noon;
    ReversingSealer sealer_;
    UserId actor_ = kim;
    Roles roles_{Role::admin};
    bool backdate_ = false;
    std::vector<Command> abroad_;
    unsigned asked_ = 0, invited_ = 0xffff00;
};

/// given(tenant).when(command): for what spans streams.
class GivenTenant {
public:
    explicit GivenTenant(Tenant& tenant) : tenant_(tenant) {}

    template <Described C>
    Then when(const C& command, const StreamId& stream = {},
              std::source_location at = std::source_location::current()) const {
        Answer answer = tenant_.ask(command, stream);
        return {type_of<C>().name, std::move(answer.said), std::move(answer.why), at};
    }

    Then when_again(const Command& command,
                    std::source_location at = std::source_location::current()) const {
        Answer answer = tenant_.submit(command);
        return {command.payload.type, std::move(answer.said), std::move(answer.why), at};
    }

private:
    Tenant& tenant_;
};

inline GivenTenant given(Tenant& tenant) { return GivenTenant(tenant); }

}  // namespace dossier::test
