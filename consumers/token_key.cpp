// Where the seed that signs tokens is kept: one line of base64 in a file of its owner's.
#include "base/error.hpp"
#include "consumers/token.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace dossier {
namespace {

/// Closes what it holds.
struct File {
    int number = -1;
    ~File() {
        if (number >= 0) ::close(number);
    }
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw StoreError("token key " + file.string() + ": " + what);
}

std::optional<std::string> read_if_there(const std::filesystem::path& path) {
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number < 0 && errno == ENOENT) return std::nullopt;
    if (file.number < 0) fail(path, std::strerror(errno));
    struct stat about = {};
    if (::fstat(file.number, &about) != 0) fail(path, std::strerror(errno));
    if ((about.st_mode & 077) != 0) fail(path, "others may read it; chmod 600 it");
    std::string text(100, '\0');
    const ssize_t n = ::read(file.number, text.data(), text.size());
    if (n < 0) fail(path, std::strerror(errno));
    text.resize(static_cast<std::size_t>(n));
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

void write_new(const std::filesystem::path& path, const std::string& text) {
    const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (file.number < 0) fail(path, std::strerror(errno));
    if (::write(file.number, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(file.number) != 0)
        fail(path, std::strerror(errno));
}

}  // namespace

Bytes32 token_key(const std::filesystem::path& path, Random& random) {
    Bytes32 seed;
    const char* const said = std::getenv("DOSSIER_TOKEN_KEY");
    if (const auto text =
            said != nullptr ? std::optional<std::string>(said) : read_if_there(path)) {
        const auto bytes = from_base64(*text);
        if (!bytes || bytes->size() != seed.size()) fail(path, "not 32 bytes in base64");
        std::memcpy(seed.data(), bytes->data(), seed.size());
        return seed;
    }
    random.fill(seed);
    write_new(path, to_base64(view(seed)) + "\n");
    return seed;
}

}  // namespace dossier
