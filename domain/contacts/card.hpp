#pragma once
// What is written about a person.
#include "domain/kernel/external_id.hpp"
#include "domain/kernel/reach.hpp"

#include <array>

namespace dossier::contacts {

enum class Channel : std::uint8_t { none, email, phone, sms, meeting, post };
constexpr std::array<std::string_view, 6> names(Channel) {
    return {"none", "email", "phone", "sms", "meeting", "post"};
}

struct Email {
    Personal<std::string> address;
    std::string label;
    bool primary = false;

    static void describe(auto& is) {
        is.named("Email", "An address, and what it is for.");
        is.field("address", &Email::address)
            .required()
            .email()
            .limit(254)
            .unique("contact.email")
            .findable("client.email");
        is.field("label", &Email::label).limit(40);
        is.field("primary", &Email::primary, "The one to write to.");
    }
};

/// Asked, recorded and kept in one shape.
struct ContactCard {
    Personal<std::string> display_name;
    std::optional<Personal<std::string>> given;
    std::optional<Personal<std::string>> family;
    std::optional<std::string> salutation;
    std::vector<Email> emails;
    std::vector<Phone> phones;
    std::vector<Personal<Address>> addresses;
    std::optional<std::string> job_title;
    std::optional<std::string> department;
    std::optional<Personal<Date>> birth_date;
    std::optional<std::string> language;
    std::optional<std::string> timezone;
    std::optional<Channel> preferred_channel;
    std::optional<std::string> source;
    std::optional<Personal<std::string>> notes;
    std::vector<ExternalId> external_ids;

    static void describe(auto& is) {
        is.named("ContactCard", "What is written about a person.");
        is.field("display_name", &ContactCard::display_name).required().searchable().editable();
        is.field("given", &ContactCard::given).limit(100).searchable().editable();
        is.field("family", &ContactCard::family).limit(100).searchable().editable();
        is.field("salutation", &ContactCard::salutation).limit(40).editable();
        is.field("emails", &ContactCard::emails).limit(10).editable();
        is.field("phones", &ContactCard::phones).limit(10).editable();
        is.field("addresses", &ContactCard::addresses).limit(5).editable();
        is.field("job_title", &ContactCard::job_title).limit(80).indexed().editable();
        is.field("department", &ContactCard::department).limit(80).indexed().editable();
        is.field("birth_date", &ContactCard::birth_date).editable();
        is.field("language", &ContactCard::language, "BCP 47.").limit(35).editable();
        is.field("timezone", &ContactCard::timezone).limit(40).editable();
        is.field("preferred_channel", &ContactCard::preferred_channel).indexed();
        is.field("source", &ContactCard::source, "How we came to know them.")
            .limit(80)
            .indexed()
            .editable();
        is.field("notes", &ContactCard::notes, "What was said of them when they were written down.")
            .bytes(8'192)
            .multiline()
            .searchable()
            .editable();
        is.field("external_ids", &ContactCard::external_ids)
            .limit(external_ids_max)
            .unique("contact.external_id")
            .findable("client.external_id")
            .editable();
    }
};

}  // namespace dossier::contacts
