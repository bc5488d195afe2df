#include "domain/tenants/tenant.hpp"

#include "domain/kernel/define.hpp"

#include <algorithm>

namespace dossier::tenants {
namespace {

bool is_slug(const std::string& text) {
    return text.size() >= 3 && text.front() >= 'a' && text.front() <= 'z' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

bool is_currency(const std::string& text) {
    return text.size() == 3 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

// ---- How it decides ------------------------------------------------------------------------

Decision decide(const Tenant&, const ProvisionTenant& command, const Meta&, const World&) {
    if (!is_slug(command.charter.slug)) return bad_slug.at("/slug");
    if (!is_currency(command.charter.base_currency)) return bad_currency.at("/base_currency");
    return TenantProvisioned{command};
}

Decision decide(const Tenant&, const FoundTenant& command, const Meta&, const World&) {
    return TenantOpened{command.charter};
}

Decision decide(const Tenant& the, const ConfigureTenant& command, const Meta&,
                const World& world) {
    if (the.status == Status::provisioned) return not_open;
    const Choices& wanted = command.patch.values;
    TenantConfigured event;
    event.changed.touched =
        really_changed(type_of<Choices>(), &the.choices, &wanted, command.patch.touched, world);
    if (event.changed.touched == 0) return {};
    copy_fields(type_of<Choices>(), &event.changed.values, &wanted, event.changed.touched);
    return event;
}

Decision decide(const Tenant& the, const SuspendTenant& command, const Meta&, const World&) {
    if (the.status == Status::provisioned) return not_open;
    if (the.status == Status::suspended) return {};
    return TenantSuspended{command};
}

Decision decide(const Tenant& the, const ResumeTenant&, const Meta&, const World&) {
    if (the.status == Status::provisioned) return not_open;
    if (the.status == Status::active) return {};
    return TenantResumed{};
}

// ---- What follows --------------------------------------------------------------------------

void evolve(Tenant& the, const TenantProvisioned& event, const Meta&) {
    the.charter = event.asked.charter;
}

void evolve(Tenant& the, const TenantOpened& event, const Meta&) {
    the.charter = event.charter;
    the.status = Status::active;
}

void evolve(Tenant& the, const TenantConfigured& event, const Meta&) {
    copy_fields(type_of<Choices>(), &the.choices, &event.changed.values, event.changed.touched);
}

void evolve(Tenant& the, const TenantSuspended&, const Meta&) { the.status = Status::suspended; }

void evolve(Tenant& the, const TenantResumed&, const Meta&) { the.status = Status::active; }

// ---- What the tenant keeps beside it --------------------------------------------------------

StreamId subject(const Tenant&) { return {}; }

std::vector<Choice> settings(const Tenant& the) {
    if (the.status == Status::provisioned) return {};
    std::vector<Choice> chosen;
    const auto choose = [&](std::string_view name, const auto& value) {
        if (value) chosen.push_back({name, static_cast<std::int64_t>(*value)});
    };
    choose("auto_create_company", the.choices.auto_create_company);
    choose("case_close_days", the.choices.case_close_days);
    choose("case_reopen_days", the.choices.case_reopen_days);
    choose("contact_email_unique", the.choices.contact_email_unique);
    choose("reply_reopens", the.choices.reply_reopens);
    if (the.status == Status::suspended) chosen.push_back({"suspended", 1});
    return chosen;
}

const Aggregate& aggregate() {
    using enum Role;
    static const Aggregate it =
        Define<Tenant>("tenant", "tenants", 1)
            .reads({.by = {admin, manager, auditor}})
            .begins<ProvisionTenant>({.by = {system}, .refuses = {bad_slug, bad_currency}})
            .begins<FoundTenant>({.by = {system}})
            .answers<ConfigureTenant>({.by = {admin}, .refuses = {not_open}})
            .answers<SuspendTenant>({.by = {admin, system}, .refuses = {not_open}})
            .answers<ResumeTenant>({.by = {admin, system}, .refuses = {not_open}})
            .folds<TenantProvisioned, TenantOpened, TenantConfigured, TenantSuspended,
                   TenantResumed>();
    return it;
}

}  // namespace dossier::tenants
