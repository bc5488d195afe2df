// Keys in a file, under a passphrase: they are in no backup, so this is how they are kept and
// moved.
//
//     file := "dossier keys 1" LF salt:base64 LF keys:base64 LF
#include "eventstore/keys.hpp"

#include "consumers/data_directory.hpp"
#include "tools/local.hpp"
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

std::unique_ptr<Keys> keys_in(const DataDirectory& directory, Random& random) {
    const rocks::Disk& disk = directory.disk();
    return open_keys(disk.at("keys"), root_key(disk.root / "root.key", random), random);
}

}  // namespace

int export_keys(const Place& place, const std::string& file) {
    need_data(place);
    if (std::filesystem::exists(file)) throw CannotGoOn(file + " is there already");
    SystemRandom random;
    const DataDirectory directory(disk_of(place), 1);
    const auto keys = keys_in(directory, random);
    std::string salt(salt_bytes, '\0');
    random.fill(std::as_writable_bytes(std::span(salt)));
    const std::string exported = keys->export_all(pbkdf2_sha256(passphrase(), salt, rounds));
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

int import_keys(const Place& place, const std::string& file) {
    need_data(place);
    std::ifstream in(file);
    std::string first, salt, keys;
    if (!std::getline(in, first) || first != heading || !std::getline(in, salt) ||
        !std::getline(in, keys))
        throw CannotGoOn(file + " is no export of keys: 'dossier keys export FILE' makes one");
    const auto salt_bytes_read = from_base64(salt), exported = from_base64(keys);
    if (!salt_bytes_read || !exported) throw CannotGoOn(file + " is damaged");
    SystemRandom random;
    const DataDirectory directory(disk_of(place), 1);
    keys_in(directory, random)
        ->import_all(*exported, pbkdf2_sha256(passphrase(), *salt_bytes_read, rounds));
    std::cout << "The keys of " << file << " are in " << place.data.string() << ".\n";
    return all_well;
}

}  // namespace dossier::tools
