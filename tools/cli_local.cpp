#include "tools/cli_parts.hpp"

namespace dossier::tools {
namespace {

void add_kafka(CLI::App& sub, KafkaArguments& to) {
    sub.add_option("--kafka", to.brokers, "host:port,…: the journal is Apache Kafka, there.")
        ->envname("DOSSIER_KAFKA");
    sub.add_option("--kafka-set", to.settings,
                   "name=value: a setting of librdkafka's (SASL, TLS).");
    sub.add_option("--kafka-prefix", to.prefix, "Of the topics' names.")
        ->envname("DOSSIER_KAFKA_PREFIX")
        ->capture_default_str();
    sub.add_option("--kafka-replicas", to.replicas,
                   "Of topics that are made: 3 is safe; -1: the brokers say.")
        ->envname("DOSSIER_KAFKA_REPLICAS")
        ->capture_default_str();
}

void add_serve(CLI::App& app, Chosen& chosen, const Place& place, ServeArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "serve", "Serve the data directory over HTTP.",
                               [&] { return serve(place, to); });
    sub.add_option("--host", to.host, "The address to listen at.")
        ->envname("DOSSIER_HOST")
        ->capture_default_str();
    sub.add_option("--port", to.port, "0: any that is free.")
        ->envname("DOSSIER_PORT")
        ->capture_default_str();
    sub.add_option("--threads", to.threads, "That read requests and answer queries.")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    sub.add_option("--partitions", to.partitions, "Of a new house; else 1, and 12 on Kafka.")
        ->check(CLI::Range(1, 64))
        ->envname("DOSSIER_PARTITIONS");
    sub.add_option("--clock", to.clock, "system, or virtual: it stands until PUT /v1/clock.")
        ->check(CLI::IsMember({"system", "virtual"}))
        ->capture_default_str();
    sub.add_option("--at", to.at, "Where a virtual clock starts; else now.");
    add_kafka(sub, to.kafka);
    sub.add_option("--roles", to.kafka.roles, "On Kafka: command,query,api,relay,react; else all.")
        ->delimiter(',')
        ->check(CLI::IsMember({"command", "query", "api", "relay", "react"}))
        ->envname("DOSSIER_ROLES");
    sub.add_option("--peers", to.peers, "http://host:port,…: who has views, where none are here.")
        ->delimiter(',')
        ->envname("DOSSIER_PEERS");
    sub.footer("SIGTERM and Ctrl-C end it once what was asked is answered.");
}

void add_setup(CLI::App& app, Chosen& chosen, const Place& place, SetupArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "setup", "Make room for an organisation.",
                               [&] { return setup(place, to); });
    sub.add_option("slug", to.slug, "Its id for ever: 3 to 40 of a-z, 0-9 and -.")->required();
    sub.add_option("--name", to.name, "What it is called.")->required();
    sub.add_option("--admin-name", to.admin_name, "Who administers it.")->required();
    sub.add_option("--admin-email", to.admin_email, "Their e-mail address.")->required();
    sub.add_option("--currency", to.currency, "Its base currency, ISO 4217.")
        ->capture_default_str();
    sub.add_option("--partitions", to.partitions, "Of a new house; else 1, and 12 on Kafka.")
        ->check(CLI::Range(1, 64))
        ->envname("DOSSIER_PARTITIONS");
    add_kafka(sub, to.kafka);
}

void add_token(CLI::App& app, Chosen& chosen, const Place& place, TokenArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "token", "Leave a fresh token in the data directory.",
                               [&] { return token(place, to); });
    sub.add_option("--tenant", to.tenant, "Whose; else as the one that lies there.");
    sub.add_option("--user", to.user, "user/018f…; else as the one that lies there.");
    sub.add_option("--hours", to.hours, "How long it holds.")->check(CLI::Range(1, 24 * 365));
    sub.add_flag("--print", to.print, "Print it, too.");
}

void add_keys(CLI::App& app, Chosen& chosen, const Place& place, KeysArguments& to) {
    CLI::App& sub = *app.add_subcommand("keys", "Keep or move the keys: no backup has them.");
    sub.require_subcommand(1);
    sub.fallthrough();
    CLI::App& out = subcommand(sub, chosen, "export", "Into a file, under a passphrase.",
                               [&] { return export_keys(place, to); });
    out.add_option("file", to.file, "A file that is not there yet.")->required();
    add_kafka(out, to.kafka);
    CLI::App& in = subcommand(sub, chosen, "import", "Out of such a file.",
                              [&] { return import_keys(place, to); });
    in.add_option("file", to.file)->required();
    add_kafka(in, to.kafka);
    sub.footer("The passphrase is asked for, or taken from DOSSIER_PASSPHRASE.");
}

void add_verify(CLI::App& app, Chosen& chosen, const Place& place, VerifyArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "verify", "Whether the data are what they should be.",
                               [&] { return verify(place, to); });
    sub.add_option("--commands", to.commands, "A file that was sent: each id exactly once.");
    sub.add_flag("--journal-only", to.journal_only, "Leave the views out.");
    sub.footer("Works beside a running server. Exit code: 0 clean, 1 something is wrong.");
}

void add_rebuild(CLI::App& app, Chosen& chosen, const Place& place, RebuildArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "rebuild", "Fold views anew, and print their hashes.",
                               [&] { return rebuild(place, to); });
    sub.add_option("views", to.views, "Which; else all.");
    sub.add_option("--threads", to.threads, "How many work at it.")->check(CLI::Range(1, 64));
}

void add_replay(CLI::App& app, Chosen& chosen, const Place& place, ReplayArguments& to) {
    CLI::App& sub =
        subcommand(app, chosen, "replay", "Fold the past anew: its hash, or what it was.",
                   [&] { return replay(place, to); });
    sub.add_option("--tenant", to.tenant, "Whose; else that of the token that lies there.");
    sub.add_option("--until", to.until, "A sequence, an instant or a date; else now.");
    sub.add_option("--show", to.show, "A record (case/018f…), or all of a kind (case).");
    sub.add_option("--diff", to.diff, "What changed between two such points.")->expected(2);
    sub.footer("Works beside a running server and without keys: values stay sealed.");
}

void add_backup(CLI::App& app, Chosen& chosen, const Place& place, LocalLine& line) {
    CLI::App& out = subcommand(app, chosen, "backup", "Copy the data, verified, beside a server.",
                               [&] { return backup(place, line.backup); });
    out.add_option("folder", line.backup.folder, "A folder that is not there yet.")->required();
    out.add_flag("--with-keys", line.backup.keys, "The keys, too, wrapped by the root key.");
    CLI::App& in = subcommand(app, chosen, "restore", "Make a data directory of a backup.",
                              [&] { return restore(place, line.folder); });
    in.add_option("folder", line.folder, "What 'dossier backup' made.")->required();
}

void add_copy(CLI::App& app, Chosen& chosen, const Place& place, CopyArguments& to) {
    CLI::App& sub = subcommand(app, chosen, "copy", "Move a house: a directory, Kafka, and back.",
                               [&] { return copy(place, to); });
    sub.add_option("--from", to.from, "A data directory, or kafka://HOST:PORT[/PREFIX].")
        ->required();
    sub.add_option("--to", to.to, "Likewise; empty, or with the beginning of the same.")
        ->required();
    sub.add_option("--partitions", to.partitions, "Of a new one; else 1, and 12 on Kafka.")
        ->check(CLI::Range(1, 1024));
    sub.add_flag("--with-keys", to.with_keys, "The keys, too, wrapped by the root key of --to.");
    sub.add_option("--kafka-set", to.settings,
                   "name=value: a setting of librdkafka's (SASL, TLS).");
    sub.add_option("--kafka-replicas", to.replicas,
                   "Of topics that are made: 3 is safe; -1: the brokers say.")
        ->capture_default_str();
    sub.add_option("--scratch", to.scratch, "A folder with room for what is read from Kafka.");
    sub.footer(
        "Nothing may run on either of them. One that was interrupted: say the same again. The root "
        "key of a house on Kafka is that of --data.");
}

}  // namespace

void add_local(CLI::App& app, Chosen& chosen, const Place& place, LocalLine& line) {
    add_serve(app, chosen, place, line.serve);
    add_setup(app, chosen, place, line.setup);
    add_token(app, chosen, place, line.token);
    add_keys(app, chosen, place, line.keys);
    add_verify(app, chosen, place, line.verify);
    add_rebuild(app, chosen, place, line.rebuild);
    add_replay(app, chosen, place, line.replay);
    add_backup(app, chosen, place, line);
    add_copy(app, chosen, place, line.copy);
}

}  // namespace dossier::tools
