#include "domain/reference.hpp"

#include "schema/reference.hpp"

namespace dossier {
namespace {

constexpr std::string_view generated =
    "<!-- Written from the code: DOSSIER_GOLDEN=write dossier_tests_fast \"[reference]\" -->\n\n";

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string words_of(Roles roles) {
    std::string all;
    for (std::size_t i = 0; i < names(Role{}).size(); ++i)
        if (roles.has(static_cast<Role>(i)))
            all.append(all.empty() ? "" : ", ").append(names(Role{})[i]);
    return all;
}

std::string who(const Terms& terms) {
    std::string text = "Asked by: " + (terms.by.empty() ? "nobody" : words_of(terms.by));
    if (!terms.own.empty()) text += "; of their own by: " + words_of(terms.own);
    if (!terms.importing.empty()) text += "; while importing by: " + words_of(terms.importing);
    if (terms.self) text += "; by users of their own record";
    return text + ".\n";
}

void add_rule(std::string& page, const Rule& rule) {
    page += "- " + code(rule.name) + " (" + std::string(to_text(rule.refusal)) +
            "): " + std::string(rule.message) + '\n';
}

void add_command(std::string& page, const Type& type, const Terms& terms) {
    page += "### " + type.name + "\n\n" + type.doc + "\n\n" + who(terms);
    if (terms.wakes) page += "May be asked of what is archived.\n";
    if (terms.repeats) page += "Asked twice, it happens twice.\n";
    if (!type.fields.empty()) page += '\n' + field_table(type);
    if (!terms.refuses.empty()) page += "\nRefused, besides by the rules of the house:\n\n";
    for (const Rule& rule : terms.refuses) add_rule(page, rule);
    page += '\n';
}

void add_event(std::string& page, const Type& type) {
    page += "### " + type.name;
    if (type.schema != 1) page += " (schema " + std::to_string(type.schema) + ")";
    page += "\n\n" + type.doc + "\n\n";
    if (!type.fields.empty()) page += field_table(type) + '\n';
}

void add_access(std::string& page, const Access& access) {
    const auto line = [&](Roles roles, const char* what) {
        if (!roles.empty()) page += std::string("- ") + what + ": " + words_of(roles) + '\n';
    };
    page += "## Who may read\n\n";
    line(access.by, "all of them");
    line(access.own, "their own");
    line(access.masked, "all of them, without what is personal");
    page += '\n';
}

void add_lists(std::string& page, const Aggregate& aggregate) {
    std::string all;
    for (const Field& field : aggregate.state->fields)
        if (field.flags.indexed) all += "- by " + code(field.name) + '\n';
    for (const ListFields& fields : aggregate.lists) {
        all += "- of one ";
        for (std::size_t i = 0; i + 1 < fields.size(); ++i)
            all += (i > 0 ? " and one " : "") + code(fields[i]);
        all += ", by " + code(fields.back()) + '\n';
    }
    if (!all.empty()) page += "## Lists\n\n" + all + '\n';
}

std::string transactions_page() {
    std::string page = std::string(generated) +
                       "# Transactions\n\nOne command, several records: all of it happens or none. "
                       "Its steps are decided by the records' own rules.\n\n";
    for (const Transaction& one : all_transactions()) add_command(page, *one.type, one.terms);
    page += "# Reactions\n\nWhat the house asks by itself after an event.\n\n";
    for (const Reaction& one : all_reactions())
        page += "- " + code(one.name) + ", after " + code(one.on->name) + '\n';
    return page;
}

std::string rules_page() {
    std::string page = std::string(generated) +
                       "# Rules of the house\n\nThey hold for every command, and are asked before "
                       "its own.\n\n";
    for (const Rule* rule : house::rules) add_rule(page, *rule);
    return page;
}

}  // namespace

std::string reference_page(const Aggregate& aggregate) {
    std::string page = std::string(generated) + "# " + aggregate.state->name + "\n\n" +
                       aggregate.state->doc + "\n\nIts stream is `" + std::string(aggregate.name) +
                       "/…`, its address `/v1/" + std::string(aggregate.plural) + "`.\n\n";
    page += "## Commands\n\n";
    for (const CommandType& command : aggregate.commands)
        add_command(page, *command.type, command.terms);
    page += "## Events\n\n";
    for (const EventType& event : aggregate.events) add_event(page, *event.type);
    page += "## What is known of it\n\n" + field_table(*aggregate.state) + '\n';
    add_lists(page, aggregate);
    add_access(page, aggregate.access);
    while (page.ends_with("\n\n")) page.pop_back();
    return page;
}

std::vector<ReferencePage> reference_pages() {
    std::vector<ReferencePage> pages;
    std::string contents = std::string(generated) + "# Reference\n\n";
    for (const Aggregate* aggregate : all_aggregates()) {
        const std::string name = std::string(aggregate->plural) + ".md";
        contents +=
            "- [" + aggregate->state->name + "](" + name + "): " + aggregate->state->doc + '\n';
        pages.push_back({name, reference_page(*aggregate)});
    }
    contents +=
        "- [Transactions and reactions](transactions.md): what spans records.\n"
        "- [Rules of the house](rules.md): what holds for every command.\n";
    pages.push_back({"transactions.md", transactions_page()});
    pages.push_back({"rules.md", rules_page()});
    contents +=
        "\n`dossier schema event CaseOpened` prints the JSON Schema of an event or a command, "
        "`dossier schema\nasyncapi` all that lies on Kafka's topics.\n";
    pages.push_back({"README.md", std::move(contents)});
    return pages;
}

}  // namespace dossier
