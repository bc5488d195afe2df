#include "consumers/data_directory.hpp"

#include "base/version.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace dossier {
namespace {

namespace fs = std::filesystem;

constexpr int partitions_max = 1024;

[[noreturn]] void refuse(const fs::path& directory, const std::string& why) {
    throw StoreError(directory.string() + ": " + why);
}

void write_format(const fs::path& directory, const DataFormat& format, const char* name) {
    std::ofstream out(directory / name);
    out << "dossier-data " << format.format << "\nprogram " << format.program << "\npartitions "
        << format.partitions << '\n';
    if (!out.flush()) refuse(directory, "cannot be written to");
}

/// -1 when the directory has no such file.
int open_owner(const fs::path& directory, int flags) {
    return ::open((directory / "owner").c_str(), flags | O_CLOEXEC, 0600);
}

std::string first_line(int file) {
    char text[32] = {};
    const ssize_t n = ::pread(file, text, sizeof text - 1, 0);
    const std::string line(text, n > 0 ? static_cast<std::size_t>(n) : 0);
    return line.substr(0, line.find('\n'));
}

/// A first start that was cut off leaves an owner; another process's keys may have been laid here.
bool is_new(const fs::path& directory) {
    static const std::set<fs::path> before_the_first_start = {"owner", "root.key", "token.key",
                                                              "token", "lost+found"};
    if (!fs::exists(directory)) return true;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory))
        if (!before_the_first_start.contains(entry.path().filename())) return false;
    return true;
}

DataFormat new_format(int partitions) {
    return {.program = std::string(program_version), .partitions = partitions};
}

/// `name` is the file's: `format` or `copying`.
std::optional<DataFormat> read_format(const fs::path& directory, const char* name) {
    std::ifstream in(directory / name);
    if (!in) {
        if (is_new(directory)) return {};
        if (fs::exists(directory / "copying"))
            refuse(directory, "was not copied to its end; say the same 'dossier copy' again");
        refuse(directory, "is not empty and is no data directory; name another one");
    }
    DataFormat found;
    std::string magic, program, partitions;
    in >> magic >> found.format >> program >> found.program >> partitions >> found.partitions;
    if (in && magic == "dossier-data" && found.format > data_format)
        refuse(directory, "was made by Dossier " + found.program + " in data format " +
                              std::to_string(found.format) + "; this is Dossier " +
                              std::string(program_version) + ", which reads format " +
                              std::to_string(data_format) + " at most");
    if (!in || magic != "dossier-data" || program != "program" || partitions != "partitions" ||
        found.partitions < 1 || found.partitions > partitions_max)
        refuse(directory, std::string("the file `") + name + "` is damaged");
    return found;
}

}  // namespace

std::optional<DataFormat> read_format(const fs::path& directory) {
    return read_format(directory, "format");
}

// ---- Who has it open ---------------------------------------------------------------------------

DirectoryLock::DirectoryLock(const fs::path& directory) {
    fs::create_directories(directory);
    file_ = open_owner(directory, O_RDWR | O_CREAT);
    if (file_ < 0) refuse(directory, "cannot be written to");
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        const std::string who = first_line(file_);
        ::close(file_);
        refuse(directory, "process " + who + " has it open; stop it first, or ask it over HTTP");
    }
    const std::string who = std::to_string(::getpid()) + '\n';
    if (::ftruncate(file_, 0) != 0 ||
        ::pwrite(file_, who.data(), who.size(), 0) != static_cast<ssize_t>(who.size())) {
        ::close(file_);
        refuse(directory, "cannot be written to");
    }
}

DirectoryLock::~DirectoryLock() { ::close(file_); }

std::optional<int> owner_of(const fs::path& directory) {
    const int file = open_owner(directory, O_RDONLY);
    if (file < 0) return {};
    std::optional<int> owner;
    if (::flock(file, LOCK_SH | LOCK_NB) != 0) owner = std::atoi(first_line(file).c_str());
    ::close(file);
    return owner;
}

// ---- The directory -----------------------------------------------------------------------------

DataDirectory::DataDirectory(const rocks::Disk& disk, int partitions_of_a_new_one) : disk_(disk) {
    const std::optional<DataFormat> found = read_format(disk.root);
    lock_.emplace(disk.root);
    format_ = found.value_or(new_format(partitions_of_a_new_one));
    if (!found) write_format(disk.root, format_, "format");
}

UnfinishedDirectory::UnfinishedDirectory(const rocks::Disk& disk, int partitions_of_a_new_one)
    : disk_(disk) {
    const bool half = fs::exists(disk.root / "copying");
    const auto found = read_format(disk.root, half ? "copying" : "format");
    lock_.emplace(disk.root);
    format_ = found.value_or(new_format(partitions_of_a_new_one));
}

void UnfinishedDirectory::begin() {
    write_format(disk_.root, format_, "copying");
    fs::remove(disk_.root / "format");
}

void UnfinishedDirectory::finish() {
    const bool whole = fs::exists(disk_.root / "format");
    if (!whole && !fs::exists(disk_.root / "copying")) begin();  // of nothing
    std::error_code why;
    if (!whole) fs::rename(disk_.root / "copying", disk_.root / "format", why);
    if (why) refuse(disk_.root, "cannot be written to: " + why.message());
}

}  // namespace dossier
