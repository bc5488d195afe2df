#include "tools/import/load.hpp"
#include "tools/options.hpp"

#include <algorithm>
#include <fstream>

namespace dossier::tools {
namespace {

namespace fs = std::filesystem;

bool is_csv(const fs::path& file) { return file.extension() == ".csv"; }

bool is_dump(const fs::path& file) {
    const fs::path extension = file.extension();
    return extension == ".json" || extension == ".jsonl" || extension == ".ndjson" ||
           extension == ".csv";
}

std::vector<fs::path> files_in(std::span<const std::string> paths) {
    std::vector<fs::path> files;
    for (const fs::path path : paths) {
        std::error_code why;
        if (fs::is_regular_file(path, why)) {
            files.push_back(path);
            continue;
        }
        if (!fs::is_directory(path, why))
            throw CannotGoOn("there is no file or folder '" + path.string() + "'");
        for (const auto& entry : fs::directory_iterator(path))
            if (entry.is_regular_file() && is_dump(entry.path())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

void read_file(const fs::path& file, const TakeRow& take) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw CannotGoOn("'" + file.string() + "' cannot be read");
    is_csv(file) ? read_csv(in, take) : read_extended_json(in, take);
    if (in.bad()) throw CannotGoOn("'" + file.string() + "' cannot be read to its end");
}

/// The first row that can be read.
std::optional<json::object> first_of(const fs::path& file) {
    struct Enough {};
    std::optional<json::object> first;
    try {
        read_file(file, [&](Row row) {
            if (!row.fields) return;
            first = std::move(row.fields);
            throw Enough{};
        });
    } catch (const Enough&) {
    }
    return first;
}

}  // namespace

void Dump::read(const TakeRow& take) const { read_file(file, take); }

std::vector<Dump> dumps_in(std::span<const std::string> paths,
                           const std::function<void(const std::string&)>& say) {
    const std::vector<fs::path> files = files_in(paths);
    std::vector<Dump> dumps;
    for (const fs::path& file : files) {
        const auto same_name = [&](const fs::path& other) {
            return other.filename() == file.filename();
        };
        const bool alone = std::count_if(files.begin(), files.end(), same_name) == 1;
        const std::string name = alone ? file.filename().string() : file.string();
        const auto first = first_of(file);
        const auto collection = collection_of(file.stem().string(), first ? &*first : nullptr);
        if (collection)
            dumps.push_back({file, name, *collection});
        else
            say(name +
                " is left out: neither its name nor its fields say what it holds (staff, "
                "clients, cases, communications or case_updates)");
    }
    std::erase_if(dumps, [&](const Dump& dump) {
        if (!is_csv(dump.file)) return false;
        const auto better = std::find_if(files.begin(), files.end(), [&](const fs::path& file) {
            return !is_csv(file) && file.parent_path() == dump.file.parent_path() &&
                   file.stem() == dump.file.stem();
        });
        if (better == files.end()) return false;
        say(dump.name + " is left out: " + better->filename().string() + " holds the same");
        return true;
    });
    if (dumps.empty()) throw CannotGoOn("there is nothing to import");
    std::stable_sort(dumps.begin(), dumps.end(),
                     [](const Dump& a, const Dump& b) { return a.collection < b.collection; });
    return dumps;
}

}  // namespace dossier::tools
