#include "tools/cli_parts.hpp"

namespace dossier::tools {
namespace {

void add_token(CLI::App& app, Chosen& chosen, const Place& place, TokenArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "token", "Leave a fresh token in the data directory.",
                               [&] { return token(place, to); });
    sub.add_option("--tenant", to.tenant, "Whose; else as the one that lies there.");
    sub.add_option("--user", to.user, "user/018f…; else as the one that lies there.");
    sub.add_option("--hours", to.hours, "How long it holds.")->check(CLI::Range(1, 24 * 365));
    sub.add_flag("--print", to.print, "Print it, too.");
}

void add_keys(CLI::App& app, Chosen& chosen, const Place& place, std::string& file) {
    CLI::App& sub = *app.add_subcommand("keys", "Keep or move the keys: no backup has them.");
    sub.require_subcommand(1);
    sub.fallthrough();
    CLI::App& out = subcommand(sub, chosen, "export", "Into a file, under a passphrase.",
                               [&] { return export_keys(place, file); });
    out.add_option("file", file, "A file that is not there yet.")->required();
    CLI::App& in = subcommand(sub, chosen, "import", "Out of such a file.",
                              [&] { return import_keys(place, file); });
    in.add_option("file", file)->required();
    sub.footer("The passphrase is asked for, or taken from DOSSIER_PASSPHRASE.");
}

}  // namespace

void add_local(CLI::App& app, Chosen& chosen, const Place& place, LocalLine& line) {
    add_token(app, chosen, place, line.token);
    add_keys(app, chosen, place, line.file);
}

}  // namespace dossier::tools
