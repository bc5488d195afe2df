// Secrets of 32 bytes that stand in a file of their own: base64, one line, for the owner only.
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "eventstore/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace dossier {
namespace {

constexpr std::size_t file_bytes_max = 256;
const std::string root_key_name = "DOSSIER_ROOT_KEY";

class Handle {
public:
    explicit Handle(int fd) : fd_(fd) {}
    ~Handle() {
        if (fd_ >= 0) ::close(fd_);
    }
    Handle(const Handle&) = delete;
    int get() const { return fd_; }
    bool open() const { return fd_ >= 0; }

private:
    int fd_;
};

[[noreturn]] void failed(const std::string& what, const std::filesystem::path& file) {
    throw StoreError(what + ' ' + file.string() + ": " + std::strerror(errno));
}

Bytes32 decoded(std::string_view text, const std::string& where) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    const std::optional<std::string> bytes = from_base64(text);
    if (!bytes || bytes->size() != sizeof(Bytes32))
        throw StoreError(where + ": not 32 bytes in base64");
    Bytes32 key;
    std::transform(bytes->begin(), bytes->end(), key.begin(),
                   [](char byte) { return static_cast<std::byte>(byte); });
    return key;
}

/// Complete or not there at all, whoever else makes it at the same time or wherever this stops.
void make(const std::filesystem::path& file, Random& random) {
    Bytes32 key;
    random.fill(key);
    const std::string text = to_base64(view(key)) + '\n';
    const std::filesystem::path draft = file.string() + '.' + std::to_string(::getpid());
    {
        const Handle out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!out.open()) failed("make", draft);
        if (::write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::fsync(out.get()) != 0)
            failed("write", draft);
    }
    const bool made = ::link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST;
    const int why = errno;
    ::unlink(draft.c_str());
    errno = why;
    if (!made) failed("make", file);
    const Handle folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.open() || ::fsync(folder.get()) != 0) failed("sync the folder of", file);
}

Bytes32 read(const std::filesystem::path& file, mode_t forbidden) {
    const Handle in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.open()) failed("open", file);
    struct ::stat about {};
    if (::fstat(in.get(), &about) != 0) failed("open", file);
    if ((about.st_mode & forbidden) != 0)
        throw StoreError(file.string() + " may be read by others: chmod 600 it");
    char text[file_bytes_max];
    const ssize_t size = ::read(in.get(), text, sizeof text);
    if (size < 0) failed("read", file);
    return decoded({text, static_cast<std::size_t>(size)}, file.string());
}

}  // namespace

Bytes32 secret_file(const std::filesystem::path& file, Random& random) {
    if (!std::filesystem::exists(file)) make(file, random);
    return read(file, S_IRWXG | S_IRWXO);
}

Bytes32 secret(const std::string& name, const std::filesystem::path& file, Random& random) {
    if (const char* given = std::getenv(name.c_str())) return decoded(given, name);
    if (const char* named = std::getenv((name + "_FILE").c_str())) return read(named, 0);
    return secret_file(file, random);
}

Bytes32 root_key(const std::filesystem::path& file, Random& random) {
    return secret(root_key_name, file, random);
}

std::string root_key_place(const std::filesystem::path& file) {
    if (std::getenv(root_key_name.c_str()) != nullptr) return root_key_name;
    const char* const named = std::getenv((root_key_name + "_FILE").c_str());
    return named != nullptr ? named : file.string();
}

}  // namespace dossier
