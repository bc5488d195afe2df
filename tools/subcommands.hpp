#pragma once
// What the program can do: a function and its arguments per subcommand, each in a file of its name.
// They give the exit code and throw CannotGoOn.
#include "tools/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dossier::tools {

struct SendArguments {
    std::string what;                // a command's name, a file of NDJSON, or - for a pipe
    std::vector<std::string> words;  // case/018f… first where it is about a record, then name=value
    std::string id, reason, effective_at;
    std::optional<long long> expected_version;
    bool dry_run = false;
    int wait_s = 30;  // for a server that went away while a file is sent
};
int send(const Place&, const SendArguments&);

struct AskArguments {
    std::string path, as_of;
    bool csv = false, json = false;
};
int ask(const Place&, const AskArguments&);

struct EventsArguments {
    std::string from;     // a sequence or an instant; empty: from now on with follow, else from 1
    long long count = 0;  // 0: all
    bool follow = false;
    std::vector<std::string> types;
    std::string stream;
};
int events(const Place&, const EventsArguments&);

struct ImportArguments {
    std::vector<std::string> paths;  // folders and files of a dump
    std::vector<std::string> map;    // status.Escalated=open
    std::string source = "import";   // what the old system is called in external ids
    int wait_s = 30;                 // for a server that went away
};
int import(const Place&, const ImportArguments&);

struct SeedArguments {
    std::uint64_t seed = 1;  // another one tells another story
    bool json = false;       // what is worth showing, for scripts
};
int seed_data(const Place&, const SeedArguments&);

/// Where the journal is when it is not in the data directory.
struct KafkaArguments {
    std::string brokers;                // empty: the journal is embedded
    std::vector<std::string> roles;     // none: all
    std::vector<std::string> settings;  // name=value, librdkafka's
    std::string prefix = "dossier";     // of the topics' names
    int replicas = -1;                  // of new topics; -1: as the brokers are set
};

struct ServeArguments {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any that is free
    int threads = 2;            // that read requests and answer queries
    int partitions = 0;         // of a new house; 0: one of a folder, twelve on Kafka
    std::string clock = "system", at;
    std::vector<std::string> peers;  // http://host:port
    KafkaArguments kafka;
};
int serve(const Place&, const ServeArguments&);

struct SchemaArguments {
    std::string server = "localhost:9092", prefix = "dossier";
    std::string folder;  // for all of them
    std::string name;    // of one event or command
};
int schema_asyncapi(const SchemaArguments&);
int schema_files(const SchemaArguments&);
int schema_of(const SchemaArguments&);

// ---- On a data directory ---------------------------------------------------------------------

struct SetupArguments {
    std::string slug, name, currency = "USD", admin_name, admin_email;
    int partitions = 0;  // as for serve
    KafkaArguments kafka;
};
int setup(const Place&, const SetupArguments&);

struct TokenArguments {
    std::string tenant, user;  // empty: those of the token that lies there
    int hours = 12;
    bool print = false;
};
int token(const Place&, const TokenArguments&);

struct KeysArguments {
    std::string file;
    KafkaArguments kafka;
};
int export_keys(const Place&, const KeysArguments&);
int import_keys(const Place&, const KeysArguments&);

struct VerifyArguments {
    std::string commands;  // a file of NDJSON: each of its ids exactly once
    bool journal_only = false;
};
int verify(const Place&, const VerifyArguments&);

struct RebuildArguments {
    std::vector<std::string> views;  // empty: all
    int threads = 1;
};
int rebuild(const Place&, const RebuildArguments&);

struct ReplayArguments {
    std::string tenant;             // empty: that of the token that lies there
    std::string until;              // a sequence, an instant or a date; empty: now
    std::string show;               // case/018f… or case
    std::vector<std::string> diff;  // two of what `until` is
};
int replay(const Place&, const ReplayArguments&);

struct BackupArguments {
    std::string folder;
    bool keys = false;
};
int backup(const Place&, const BackupArguments&);
int restore(const Place&, const std::string& folder);

struct CopyArguments {
    std::string from, to;               // a folder, or kafka://host:port/prefix
    int partitions = 0;                 // of a new target; 0: one of a folder, twelve of a log
    bool with_keys = false;             // wrapped anew
    std::vector<std::string> settings;  // name=value, librdkafka's
    int replicas = -1;                  // of new topics; -1: as the brokers are set
    std::string scratch;                // where a log is read into; else the system's own place
};
int copy(const Place&, const CopyArguments&);

}  // namespace dossier::tools
