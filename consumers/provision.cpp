#include "consumers/provision.hpp"

#include "consumers/react.hpp"

#include <future>

namespace dossier {
namespace {

constexpr std::string_view home = "system";
constexpr std::chrono::seconds patience{30};

Answer ask(House& house, Request request) {
    auto promised = std::make_shared<std::promise<Answer>>();
    auto answer = promised->get_future();
    house.submit(std::move(request),
                 [promised](Answer said) { promised->set_value(std::move(said)); });
    if (answer.wait_for(patience) != std::future_status::ready)
        throw StoreError("no answer from the writer within 30 s", Retry::yes);
    return answer.get();
}

/// The words of ProvisionTenant; the house knows the command by name, as any
/// caller would.
struct Wish {
    NewTenant of;

    std::string json() const {
        std::string text = "{";
        const auto field = [&](std::string_view name, const std::string& value) {
            text.append(text.size() > 1 ? "," : "").append("\"").append(name).append("\":");
            text += to_json(kind_of<std::string>(), &value);
        };
        field("slug", of.slug);
        field("name", of.name);
        field("base_currency", of.base_currency);
        field("admin_name", of.admin_name);
        field("admin_email", of.admin_email);
        return text + "}";
    }
};

/// The entry as reactions read it.
Entry entry_of(const std::string& tenant, const std::string& command, const Answer& answer) {
    return {.tenant = tenant,
            .seq = answer.seq,
            .at = answer.at,
            .command = {.id = command},
            .events = answer.events};
}

/// The stream of the first event of this type; empty when there is none.
StreamId first(const std::vector<Event>& events, std::string_view type) {
    for (const Event& event : events)
        if (event.type == type) return event.stream;
    return {};
}

}  // namespace

Provisioned provision(House& house, const NewTenant& wanted) {
    const std::string id = "setup/" + wanted.slug;
    // Of no instant, so that it is the same whenever it is asked.
    const StreamId tenant_record{"tenant/" + derived_id(Meta{.command = id}, "tenant")};
    const Answer provisioned =
        ask(house, {.tenant = std::string(home),
                    .command = {id, tenant_record, {"ProvisionTenant", Wish{wanted}.json()}},
                    .via = "setup"});
    if (provisioned.why) return {provisioned.why, {}};

    // What the react role will ask too, under the same id; whoever comes first,
    // the answer is one.
    Provisioned made;
    for (Request& request :
         reactions_to(entry_of(std::string(home), id, provisioned), house.keys())) {
        const std::string tenant = request.tenant;
        const Answer opened = ask(house, std::move(request));
        if (opened.why) return {opened.why, {}};
        const StreamId admin = first(opened.events, "UserInvited");
        if (admin.empty()) continue;
        made.admin = {admin.text};
        made.why =
            ask(house,
                {.tenant = tenant,
                 .command = {"setup/" + wanted.slug + "/admin", admin, {"AcceptInvitation", "{}"}},
                 .via = "setup"})
                .why;
    }
    return made;
}

}  // namespace dossier
