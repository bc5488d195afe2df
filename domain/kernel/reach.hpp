#pragma once
// How somebody is reached: what a person and a company have alike.
#include "schema/describe.hpp"

namespace dossier {

struct Phone {
    std::optional<Personal<std::string>> number;
    std::optional<Personal<std::string>> raw;
    std::optional<std::string> label;
    bool primary = false;

    static void describe(auto& is) {
        is.named("Phone", "A number as it is dialled, or as somebody wrote it down.");
        is.field("number", &Phone::number, "E.164.").phone().findable("client.phone");
        is.field("raw", &Phone::raw, "One that is no E.164 number, as it came.").limit(40);
        is.field("label", &Phone::label).limit(40);
        is.field("primary", &Phone::primary, "The one to call.");
    }
};

struct Address {
    std::optional<std::string> line1;
    std::optional<std::string> line2;
    std::optional<std::string> city;
    std::optional<std::string> region;
    std::optional<std::string> postal;
    std::optional<std::string> country;
    std::optional<std::string> freeform;

    static void describe(auto& is) {
        is.named("Address", "Where letters go.");
        is.field("line1", &Address::line1);
        is.field("line2", &Address::line2);
        is.field("city", &Address::city);
        is.field("region", &Address::region);
        is.field("postal", &Address::postal).limit(20);
        is.field("country", &Address::country, "ISO 3166-1, two letters.").limit(2);
        is.field("freeform", &Address::freeform, "As it came, in lines.").limit(1000).multiline();
    }
};

}  // namespace dossier
