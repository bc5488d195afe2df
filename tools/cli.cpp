#include "tools/cli.hpp"

#include "domain/catalog.hpp"
#include "tools/cli_parts.hpp"

#include <cstdlib>
#include <iostream>
#include <memory>

namespace dossier::tools {
namespace {

/// Everything a command line can say; the subcommand that is named picks what it needs.
struct Line {
    Place place;
    SendArguments send;
    AskArguments ask;
    EventsArguments events;
    ImportArguments import;
    SeedArguments seed;
    SchemaArguments schema;
    LocalLine local;
    Chosen run;
};

std::string commands_of_the_house() {
    std::string out = "Commands:";
    for (const Aggregate* aggregate : all_aggregates()) {
        out += "\n  " + std::string(aggregate->name) + ":";
        for (const CommandType& command : aggregate->commands) out += " " + command.type->name;
    }
    out += "\n  several at once:";
    for (const Transaction& transaction : all_transactions()) out += " " + transaction.type->name;
    return out;
}

void add_place(CLI::App& app, Place& place) {
    app.add_option("--url", place.url, "The server to speak to.")->envname("DOSSIER_URL");
    app.add_option("--token", place.token, "Who speaks; else what 'dossier token' left.")
        ->envname("DOSSIER_TOKEN");
    app.add_option("--data", place.data, "The data directory.")->envname("DOSSIER_DATA");
}

void add_send(CLI::App& app, Line& line) {
    SendArguments& to = line.send;
    CLI::App& sub = subcommand(app, line.run, "send", "Send one command, or a file of them.",
                               [&line] { return send(line.place, line.send); });
    sub.add_option("what", to.what, "A command's name, a file of NDJSON, or - for a pipe.")
        ->required();
    sub.add_option("words", to.words, "The record it is about (case/018f…), then name=value …");
    sub.add_option("--id", to.id, "The command's id, a UUID; the same id is done once.");
    sub.add_option("--expect", to.expected_version, "Refuse it at another version of the record.");
    sub.add_option("--reason", to.reason, "Why, for the audit trail.");
    sub.add_option("--effective-at", to.effective_at, "Decide it as of this instant.");
    sub.add_flag("--dry-run", to.dry_run, "Only say what would happen.");
    sub.add_option("--wait", to.wait_s, "Seconds to wait for a server that is away (a file).");
    sub.footer(commands_of_the_house);
}

void add_ask(CLI::App& app, Line& line) {
    AskArguments& to = line.ask;
    CLI::App& sub = subcommand(app, line.run, "ask", "Ask a query: a table here, JSON in a pipe.",
                               [&line] { return ask(line.place, line.ask); });
    sub.add_option("path", to.path, "/v1/cases?status=open&sort=deadline")->required();
    sub.add_option("--as-of", to.as_of, "As it was: a sequence, an instant or a date.");
    sub.add_flag("--csv", to.csv, "Comma-separated values.");
    sub.add_flag("--json", to.json, "JSON on a terminal, too.");
}

void add_events(CLI::App& app, Line& line) {
    EventsArguments& to = line.events;
    CLI::App& sub = subcommand(app, line.run, "events", "The stream of what happened, as NDJSON.",
                               [&line] { return events(line.place, line.events); });
    sub.add_option("--from", to.from, "A sequence or an instant.");
    sub.add_option("--count", to.count, "Stop after so many.");
    sub.add_flag("--follow", to.follow, "Wait for more.");
    sub.add_option("--type", to.types, "Only these types of event.");
    sub.add_option("--stream", to.stream, "Only this record's.");
}

void add_import(CLI::App& app, Line& line) {
    ImportArguments& to = line.import;
    CLI::App& sub = subcommand(app, line.run, "import", "Load the dumps of another system.",
                               [&line] { return import(line.place, line.import); });
    sub.add_option("paths", to.paths, "Folders and files: JSON of mongoexport, or CSV.")
        ->required();
    sub.add_option("--map", to.map, "A word of theirs as one of ours: status.Escalated=open")
        ->take_all()
        ->allow_extra_args(false);
    sub.add_option("--source", to.source, "What their system is called in external ids.")
        ->capture_default_str();
    sub.add_option("--wait", to.wait_s, "Seconds to wait for a server that is away.");
    sub.footer("Running it again skips what is there. Exit code: 0 all, 1 some refused, 2 none.");
}

void add_seed(CLI::App& app, Line& line) {
    SeedArguments& to = line.seed;
    CLI::App& sub = subcommand(app, line.run, "seed", "Fill an empty data directory with a story.",
                               [&line] { return seed_data(line.place, line.seed); });
    sub.add_option("--seed", to.seed, "Another number tells another story.")->capture_default_str();
    sub.add_flag("--json", to.json, "What is worth showing first, for scripts.");
    sub.footer("A small company's last six weeks. It leaves a token of its administrator.");
}

void add_schema(CLI::App& app, Line& line) {
    SchemaArguments& to = line.schema;
    CLI::App& sub = *app.add_subcommand("schema", "What lies on Kafka's topics, as schemas.");
    sub.require_subcommand(1);
    sub.fallthrough();
    CLI::App& all = subcommand(sub, line.run, "asyncapi", "All topics, as AsyncAPI 3.0.",
                               [&to] { return schema_asyncapi(to); });
    all.add_option("--server", to.server, "host:port of a broker.")->capture_default_str();
    all.add_option("--kafka-prefix", to.prefix, "Of the topics' names.")->capture_default_str();
    CLI::App& files = subcommand(sub, line.run, "events", "JSON Schemas of events and commands.",
                                 [&to] { return schema_files(to); });
    files.add_option("folder", to.folder, "Where they are written, one a file.")->required();
    CLI::App& one = subcommand(sub, line.run, "event", "The JSON Schema of one event or command.",
                               [&to] { return schema_of(to); });
    one.add_option("name", to.name, "CaseOpened, OpenCase, …")->required();
}

/// Nothing when it is not set, or empty.
const char* in_environment(const std::string& name) {
    const char* const value = name.empty() ? nullptr : std::getenv(name.c_str());
    return value == nullptr || *value == '\0' ? nullptr : value;
}

/// A file of options without those that the environment says, of which CLI11 would take the file's;
/// what is no option it would pass over.
class FileOfOptions final : public CLI::ConfigBase {
public:
    explicit FileOfOptions(const CLI::App& app) : app_(app) {}
    std::vector<CLI::ConfigItem> from_config(std::istream& file) const override {
        std::vector<CLI::ConfigItem> all = CLI::ConfigBase::from_config(file);
        std::erase_if(all, [this](const CLI::ConfigItem& item) {
            if (item.name == section_begins || item.name == section_ends) return false;
            const CLI::Option* const option = named(item);
            if (option == nullptr)
                throw CLI::ConfigError("--config: there is no option " + item.fullname(),
                                       CLI::ExitCodes::ConfigError);
            return in_environment(option->get_envname()) != nullptr;
        });
        return all;
    }

private:
    const CLI::Option* named(const CLI::ConfigItem& item) const {
        const CLI::App* at = &app_;
        for (const std::string& parent : item.parents) {
            const auto subs =
                at->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == parent; });
            if (subs.empty()) return nullptr;
            at = subs.front();
        }
        return at->get_option_no_throw("--" + item.name);
    }

    static constexpr std::string_view section_begins = "++", section_ends = "--";  // CLI11's own
    const CLI::App& app_;
};

/// What the environment says of options that nothing before it does, judged as the line is: CLI11
/// since 2.4 passes over a value that it finds wrong, and finds every list wrong.
void take_environment(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) {
        const char* const value = in_environment(option->get_envname());
        if (option->count() > 0 || value == nullptr) continue;
        option->add_result(value);
        option->run_callback();
    }
    for (CLI::App* sub : app.get_subcommands()) take_environment(*sub);
}

}  // namespace

CLI::App& subcommand(CLI::App& app, Chosen& chosen, const char* name, const char* doc, Chosen run) {
    CLI::App& sub = *app.add_subcommand(name, doc);
    sub.fallthrough();
    sub.parse_complete_callback([&chosen, run = std::move(run)] { chosen = run; });
    return sub;
}

Parsed parse(int argc, char** argv, const Options& options) {
    auto line = std::make_shared<Line>();
    line->place.under = options;
    CLI::App app("Dossier: a customer-relationship backend that forgets nothing.", "dossier");
    app.set_version_flag("--version", DOSSIER_VERSION);
    const char* const file = in_environment("DOSSIER_CONFIG");
    app.config_formatter(std::make_shared<FileOfOptions>(app));
    app.set_config(
        "--config", file == nullptr ? "" : file,
        "A file of options: url = …, [serve] port = …; else the one DOSSIER_CONFIG names.",
        file != nullptr);
    app.require_subcommand(1);
    add_place(app, line->place);
    add_send(app, *line);
    add_ask(app, *line);
    add_events(app, *line);
    add_import(app, *line);
    add_seed(app, *line);
    add_schema(app, *line);
    add_local(app, line->run, line->place, line->local);
    try {
        app.parse(argc, argv);
        take_environment(app);
    } catch (const CLI::Success& asked) {  // --help, --version
        return {nullptr, app.exit(asked)};
    } catch (const CLI::ParseError& mistake) {
        std::cerr << "dossier: " << mistake.what() << " ('dossier --help' says what there is)\n";
        return {nullptr, nothing_done};
    }
    return {[line] { return line->run(); }, 0};
}

}  // namespace dossier::tools
