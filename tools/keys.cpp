// Keys in a file, under a passphrase: they are in no backup, so this is how they are kept and
// moved.
//
//     file := "dossier keys 1" LF salt:base64 LF keys:base64 LF
#include "eventstore/keys.hpp"

#include "consumers/data_directory.hpp"
#include "eventstore/kafka/keys.hpp"
#include "tools/local.hpp"
#include "tools/on_kafka.hpp"
#include "tools/subcommands.hpp"

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace dossier::tools {
namespace {

constexpr std::string_view heading = "dossier keys 1";
constexpr int rounds = 600'000;  // OWASP's for PBKDF2 with SHA-256
constexpr std::size_t salt_bytes = 16, passphrase_min = 12;

/// Typed without being shown, where somebody can type.
std::string typed(const char* prompt) {
    termios shown{};
    if (tcgetattr(STDIN_FILENO, &shown) != 0)
        throw CannotGoOn("set DOSSIER_PASSPHRASE: there is no terminal to ask for it on");
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    std::cerr << prompt;
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
    std::string line;
    std::getline(std::cin, line);
    tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    std::cerr << '\n';
    return line;
}

std::string passphrase() {
    const char* given = std::getenv("DOSSIER_PASSPHRASE");
    std::string words = given != nullptr ? given : typed("Passphrase of the keys: ");
    if (words.size() < passphrase_min)
        throw CannotGoOn("a passphrase has at least " + std::to_string(passphrase_min) +
                         " characters");
    return words;
}

/// Of a directory, which nobody else may have open meanwhile; or of a house on Kafka, by the root
/// key in this folder.
struct KeysAt {
    std::unique_ptr<DataDirectory> directory;
    std::unique_ptr<Keys> keys;
};

KeysAt keys_of_directory(const Place& place, Random& random) {
    need_data(place);
    KeysAt at;
    at.directory = std::make_unique<DataDirectory>(disk_of(place), 1);
    const rocks::Disk& disk = at.directory->disk();
    if (is_of_kafka(place))
        throw CannotGoOn("the keys of this house are on Kafka: name its brokers with --kafka");
    at.keys = open_keys(disk.at("keys"), root_key(disk.root / "root.key", random), random);
    return at;
}

KeysAt keys_on_kafka(const Place& place, const KafkaArguments& said, bool may_begin,
                     Random& random) {
    const KafkaOptions options = kafka_options(said, 0);
    const Bytes32 root = root_key_there(place.data / "root.key", random);
    const kafka::Topic topic = keys_topic(options.plan);
    kafka::Admin admin(options.config);
    if (may_begin)
        admin.ensure(topic, asking);
    else if (!admin.describe(topic.name, asking))
        throw CannotGoOn("there is no topic " + topic.name + " at " + said.brokers);
    return {{}, kafka::open_keys(options.config, topic.name, root, random)};
}

KeysAt keys_at(const Place& place, const KafkaArguments& kafka, bool may_begin, Random& random) {
    return kafka.brokers.empty() ? keys_of_directory(place, random)
                                 : keys_on_kafka(place, kafka, may_begin, random);
}

}  // namespace

int export_keys(const Place& place, const KeysArguments& arguments) {
    const std::string& file = arguments.file;
    if (std::filesystem::exists(file)) throw CannotGoOn(file + " is there already");
    SystemRandom random;
    const KeysAt at = keys_at(place, arguments.kafka, false, random);
    std::string salt(salt_bytes, '\0');
    random.fill(std::as_writable_bytes(std::span(salt)));
    const std::string exported = at.keys->export_all(pbkdf2_sha256(passphrase(), salt, rounds));
    const mode_t before = umask(0077);
    std::ofstream out(file);
    out << heading << '\n' << to_base64(salt) << '\n' << to_base64(exported) << '\n';
    out.close();
    umask(before);
    if (!out) throw CannotGoOn("cannot write " + file);
    std::cout << "The keys are in " << file
              << ". Keep it away from the backups it opens; who has both and the passphrase reads "
                 "everything.\n";
    return all_well;
}

int import_keys(const Place& place, const KeysArguments& arguments) {
    const std::string& file = arguments.file;
    std::ifstream in(file);
    std::string first, salt, keys;
    if (!std::getline(in, first) || first != heading || !std::getline(in, salt) ||
        !std::getline(in, keys))
        throw CannotGoOn(file + " is no export of keys: 'dossier keys export FILE' makes one");
    const auto salt_bytes_read = from_base64(salt), exported = from_base64(keys);
    if (!salt_bytes_read || !exported) throw CannotGoOn(file + " is damaged");
    SystemRandom random;
    const KeysAt at = keys_at(place, arguments.kafka, true, random);
    at.keys->import_all(*exported, pbkdf2_sha256(passphrase(), *salt_bytes_read, rounds));
    std::cout << "The keys of " << file << " are "
              << (arguments.kafka.brokers.empty() ? "in " + place.data.string()
                                                  : "on " + arguments.kafka.prefix + ".keys")
              << ".\n";
    return all_well;
}

}  // namespace dossier::tools
