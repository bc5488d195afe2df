#include "domain/transactions/deactivate_user.hpp"

#include "domain/cases/case.hpp"
#include "domain/catalog.hpp"

namespace dossier::transactions {
namespace {

struct NewOwner {
    UserId owner;

    static void describe(auto& is) {
        is.named("NewOwner", "What Reassign<X> is asked with, whatever X is.");
        is.field("owner", &NewOwner::owner);
    }
};

Payload reassign(const StreamId& record, const UserId& to) {
    const NewOwner owner{to};
    return {"Reassign" + aggregate_named(aggregate_of(record))->state->name,
            to_json(type_of<NewOwner>(), &owner)};
}

}  // namespace

Plan plan(const DeactivateUser& command, const Meta& meta, const World& world) {
    const users::User* user = world.find<users::User>(meta.stream);
    if (user == nullptr) return house::absent;
    if (user->status == users::Status::deactivated) return Plan();
    if (users::is_last_admin(*user, world)) return users::last_admin;
    if (command.reassign_to && command.reassign_to->text == meta.stream.text)
        return to_themselves.at("/reassign_to");

    const auto cases = world.ids("case.open_by_assignee", meta.stream.text);
    const auto records = world.ids("record.by_owner", meta.stream.text);
    const std::size_t open = cases.size() + records.size();
    if (open > handover_max) return too_much_work;
    if (open > 0 && !command.reassign_to) return open_work;

    Plan plan;
    for (const StreamId& id : cases) plan.ask(id, cases::AssignCase{*command.reassign_to});
    for (const StreamId& id : records) plan.ask(id, reassign(id, *command.reassign_to));
    return plan.ask(meta.stream, users::RetireUser{});
}

}  // namespace dossier::transactions
