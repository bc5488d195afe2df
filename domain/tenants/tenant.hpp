#pragma once
// A tenant: an organisation that uses the house. Its first life is in the tenant `system`, where
// slugs are unique (provisioned); a reaction then opens it in a journal of its own.
#include "domain/kernel/facets.hpp"
#include "domain/kernel/record.hpp"

namespace dossier::tenants {

enum class Status : std::uint8_t { provisioned, active, suspended };
constexpr std::array<std::string_view, 3> names(Status) {
    return {"provisioned", "active", "suspended"};
}

constexpr std::int64_t days_max = 3650;

/// What an organisation is, before anything happens in it.
struct Charter {
    std::string slug;
    std::string name;
    std::string base_currency;

    static void describe(auto& is) {
        is.named("Charter", "What an organisation is, before anything happens in it.");
        is.field("slug", &Charter::slug, "The tenant's id: 3 to 40 of a-z, 0-9 and -.")
            .required()
            .limit(40)
            .unique("tenant.slug");
        is.field("name", &Charter::name).required().limit(120);
        is.field("base_currency", &Charter::base_currency, "ISO 4217.").required().limit(3);
    }
};

/// What a tenant may choose; where it has not, the standard of domain/kernel/settings.hpp holds.
struct Choices {
    std::optional<bool> auto_create_company;
    std::optional<std::int64_t> case_close_days;
    std::optional<std::int64_t> case_reopen_days;
    std::optional<Uniqueness> contact_email_unique;
    std::optional<bool> reply_reopens;
    std::optional<std::string> timezone;
    std::optional<std::string> locale;

    static void describe(auto& is) {
        is.named("Choices", "What a tenant may choose.");
        is.field("auto_create_company", &Choices::auto_create_company).editable();
        is.field("case_close_days", &Choices::case_close_days, "0: never.")
            .min(0)
            .max(days_max)
            .editable();
        is.field("case_reopen_days", &Choices::case_reopen_days, "0: never.")
            .min(0)
            .max(days_max)
            .editable();
        is.field("contact_email_unique", &Choices::contact_email_unique).editable();
        is.field("reply_reopens", &Choices::reply_reopens).editable();
        is.field("timezone", &Choices::timezone, "Like Europe/Berlin.").limit(40).editable();
        is.field("locale", &Choices::locale, "Like de-DE.").limit(35).editable();
    }
};

// ---- What may be asked ---------------------------------------------------------------------

struct ProvisionTenant {
    Charter charter;
    Personal<std::string> admin_name;
    Personal<std::string> admin_email;

    static void describe(auto& is) {
        is.named("ProvisionTenant", "Make room for an organisation and its first administrator.");
        is.all_of(&ProvisionTenant::charter);
        is.field("admin_name", &ProvisionTenant::admin_name).required().limit(120);
        is.field("admin_email", &ProvisionTenant::admin_email).required().email().limit(254);
    }
};

/// A step of the transaction OpenTenant.
struct FoundTenant {
    Charter charter;

    static void describe(auto& is) {
        is.named("FoundTenant", "Begin the tenant's own life.");
        is.all_of(&FoundTenant::charter);
    }
};

struct ConfigureTenant {
    Patch<Choices> patch;

    static void describe(auto& is) {
        is.named("ConfigureTenant", "Choose how the house works here: null is the standard again.");
        is.field("patch", &ConfigureTenant::patch);
    }
};

struct SuspendTenant {
    std::optional<std::string> reason;

    static void describe(auto& is) {
        is.named("SuspendTenant", "Let nobody change anything for now.");
        is.field("reason", &SuspendTenant::reason);
    }
};

struct ResumeTenant {
    static void describe(auto& is) { is.named("ResumeTenant", "Let work go on."); }
};

// ---- What may have happened ----------------------------------------------------------------

struct TenantProvisioned {
    ProvisionTenant asked;

    static void describe(auto& is) {
        is.named("TenantProvisioned", "Room was made for an organisation.");
        is.all_of(&TenantProvisioned::asked);
    }
};

struct TenantOpened {
    Charter charter;

    static void describe(auto& is) {
        is.named("TenantOpened", "The tenant's own life began.");
        is.all_of(&TenantOpened::charter);
    }
};

struct TenantConfigured {
    Patch<Choices> changed;

    static void describe(auto& is) {
        is.named("TenantConfigured", "The house works otherwise from now on.");
        is.field("changed", &TenantConfigured::changed);
    }
};

struct TenantSuspended {
    SuspendTenant asked;

    static void describe(auto& is) {
        is.named("TenantSuspended", "Nobody may change anything for now.");
        is.all_of(&TenantSuspended::asked);
    }
};

struct TenantResumed {
    static void describe(auto& is) { is.named("TenantResumed", "Work goes on."); }
};

// ---- What is known -------------------------------------------------------------------------

struct Tenant {
    Charter charter;
    Status status = Status::provisioned;
    Choices choices;

    static void describe(auto& is) {
        is.named("Tenant", "An organisation that uses the house.");
        is.all_of(&Tenant::charter);
        is.field("status", &Tenant::status).indexed();
        is.field("settings", &Tenant::choices);
    }
};

inline constexpr Rule bad_slug{Refusal::validation, "tenant.bad_slug",
                               "A slug is 3 to 40 of a-z, 0-9 and -, and begins with a letter."};
inline constexpr Rule bad_currency{Refusal::validation, "tenant.bad_currency",
                                   "A currency is three capital letters, like EUR."};
inline constexpr Rule not_open{Refusal::state, "tenant.not_open",
                               "This is the tenant's entry in the register, not the tenant."};

// ---- How it decides, and what follows ------------------------------------------------------

Decision decide(const Tenant&, const ProvisionTenant&, const Meta&, const World&);
Decision decide(const Tenant&, const FoundTenant&, const Meta&, const World&);
Decision decide(const Tenant&, const ConfigureTenant&, const Meta&, const World&);
Decision decide(const Tenant&, const SuspendTenant&, const Meta&, const World&);
Decision decide(const Tenant&, const ResumeTenant&, const Meta&, const World&);

void evolve(Tenant&, const TenantProvisioned&, const Meta&);
void evolve(Tenant&, const TenantOpened&, const Meta&);
void evolve(Tenant&, const TenantConfigured&, const Meta&);
void evolve(Tenant&, const TenantSuspended&, const Meta&);
void evolve(Tenant&, const TenantResumed&, const Meta&);

/// The tenant's own key: it is no person.
StreamId subject(const Tenant&);

/// Nothing while it is only provisioned: that is another tenant's business.
std::vector<Choice> settings(const Tenant&);

}  // namespace dossier::tenants
