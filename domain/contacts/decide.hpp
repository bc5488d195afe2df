#pragma once
// How a contact's life is decided, and what follows.
#include "domain/contacts/contact.hpp"

namespace dossier::contacts {

inline constexpr Rule linked{Refusal::state, "contact.linked",
                             "The contact is linked to this company in another role."};
inline constexpr Rule not_linked{Refusal::state, "contact.not_linked",
                                 "The contact is not linked to this company."};
inline constexpr Rule too_many_companies{Refusal::limit, "contact.too_many_companies",
                                         "At most 50 companies."};
inline constexpr Rule one_primary{Refusal::validation, "contact.one_primary",
                                  "Of several, just one is the primary one."};
inline constexpr Rule empty_phone{Refusal::validation, "contact.empty_phone",
                                  "A number, or what was written down of one."};
inline constexpr Rule wrong_status{Refusal::state, "contact.wrong_status",
                                   "The contact cannot go there from where they are."};

Decision decide(const Contact&, const RegisterContact&, const Meta&, const World&);
Decision decide(const Contact&, const Update<Contact>&, const Meta&, const World&);
Decision decide(const Contact&, const LinkContactToCompany&, const Meta&, const World&);
Decision decide(const Contact&, const UnlinkContactFromCompany&, const Meta&, const World&);
Decision decide(const Contact&, const SetContactCompanyRole&, const Meta&, const World&);
Decision decide(const Contact&, const ChangeContactStatus&, const Meta&, const World&);
Decision decide(const Contact&, const SetChannelPreference&, const Meta&, const World&);

void evolve(Contact&, const ContactRegistered&, const Meta&);
void evolve(Contact&, const ContactLinkedToCompany&, const Meta&);
void evolve(Contact&, const ContactUnlinkedFromCompany&, const Meta&);
void evolve(Contact&, const ContactCompanyRoleSet&, const Meta&);
void evolve(Contact&, const ContactStatusChanged&, const Meta&);
void evolve(Contact&, const ChannelPreferenceSet&, const Meta&);

std::vector<Lookup> lookups(const Contact&);

}  // namespace dossier::contacts
