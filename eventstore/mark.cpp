#include "eventstore/mark.hpp"

#include "eventstore/entry.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace dossier {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view headline = "dossier mark 1\n";
constexpr std::size_t sum_line_bytes = 4 + 64 + 1, lost_named_max = 10;
constexpr Position look_back = 256;

std::optional<Bytes32> sum_from(std::string_view hex) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    Bytes32 sum;
    if (hex.size() != 2 * sum.size()) return {};
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
        if (high < 0 || low < 0) return {};
        sum[i] = static_cast<std::byte>(high << 4 | low);
    }
    return sum;
}

/// The last sequence that a tenant has in the journal; 0 when it has none. Reads from the end.
std::int64_t last_seq(const Journal& journal, int partition, std::string_view tenant) {
    for (Position end = journal.end(partition); end > 0;) {
        const Position from = end > look_back ? end - look_back : 0;
        std::int64_t last = 0;
        for (Position next = from; next < end;) {
            const std::vector<Recorded> records = journal.read(partition, next, {look_back});
            if (records.empty()) break;
            for (const Recorded& record : records) {
                const Entry entry = entry_from(record.bytes);
                if (entry.tenant == tenant) last = entry.seq;
            }
            next = records.back().position + 1;
        }
        if (last > 0) return last;
        end = from;
    }
    return 0;
}

/// What is wrong with this mark; empty when nothing is.
std::string wrong(const Journal& journal, const std::string& tenant, const Marked& marked) {
    const std::string says = tenant + ": the mark says " + std::to_string(marked.seq);
    if (marked.partition >= journal.partitions())
        return says + " in partition " + std::to_string(marked.partition) +
               ", the journal has partitions up to " + std::to_string(journal.partitions() - 1);
    const std::vector<Recorded> there = journal.read(marked.partition, marked.position, {1});
    if (!there.empty() && there.front().position == marked.position)
        return sha256(there.front().bytes) == marked.sum
                   ? ""
                   : says + ", the journal has another entry at its place";
    const std::int64_t last = last_seq(journal, marked.partition, tenant);
    if (last >= marked.seq) return says + ", the journal has it at another place";
    return says + ", the journal ends at " + std::to_string(last) + ": " +
           (last + 1 == marked.seq ? "entry " + std::to_string(marked.seq) + " is lost"
                                   : "entries " + std::to_string(last + 1) + " to " +
                                         std::to_string(marked.seq) + " are lost");
}

}  // namespace

std::optional<Marks> read_mark(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (!in || !text.starts_with(headline) || text.size() < headline.size() + sum_line_bytes)
        return {};
    const std::string_view body = std::string_view(text).substr(0, text.size() - sum_line_bytes);
    if (std::string_view(text).substr(body.size()) != "sum " + to_hex(view(sha256(body))) + '\n')
        return {};
    Marks marks;
    std::istringstream lines{std::string(body.substr(headline.size()))};
    std::string tenant, hex;
    for (Marked marked;
         lines >> tenant >> marked.seq >> marked.partition >> marked.position >> hex;) {
        const std::optional<Bytes32> sum = sum_from(hex);
        if (!sum) return {};
        marked.sum = *sum;
        marks.emplace(tenant, marked);
    }
    return marks;
}

void write_mark(const fs::path& file, const Marks& marks) {
    std::string text(headline);
    for (const auto& [tenant, marked] : marks)
        text += tenant + ' ' + std::to_string(marked.seq) + ' ' + std::to_string(marked.partition) +
                ' ' + std::to_string(marked.position) + ' ' + to_hex(view(marked.sum)) + '\n';
    text += "sum " + to_hex(view(sha256(text))) + '\n';
    const fs::path draft = file.string() + ".new";
    {
        std::ofstream out(draft, std::ios::binary | std::ios::trunc);
        out << text << std::flush;
        if (!out) throw StoreError("write the mark " + draft.string());
    }
    std::error_code why;
    fs::rename(draft, file, why);
    if (why) throw StoreError("write the mark " + file.string() + ": " + why.message());
}

void check_mark(const Journal& journal, const fs::path& file) {
    const std::optional<Marks> marks = read_mark(file);
    if (!marks) return;
    std::string all;
    std::size_t lost = 0;
    for (const auto& [tenant, marked] : *marks) {
        const std::string what = wrong(journal, tenant, marked);
        if (!what.empty() && ++lost <= lost_named_max) all += (all.empty() ? "" : "; ") + what;
    }
    if (lost > lost_named_max)
        all += "; and " + std::to_string(lost - lost_named_max) + " more tenants";
    if (!all.empty()) throw StoreError(all);
}

// ---- MarkKeeper ------------------------------------------------------------------------------

MarkKeeper::MarkKeeper(fs::path file, std::chrono::milliseconds interval)
    : file_(std::move(file)),
      interval_(interval),
      marks_(read_mark(file_).value_or(Marks{})),
      thread_([this] { keep(); }) {}

MarkKeeper::~MarkKeeper() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void MarkKeeper::note(std::string_view tenant, std::int64_t seq, int partition, Position position,
                      std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (const auto found = noted_.find(tenant); found != noted_.end()) {
        Noted& noted = found->second;
        noted.seq = seq;
        noted.partition = partition;
        noted.position = position;
        noted.bytes = bytes;
        return;
    }
    noted_.emplace(tenant, Noted{seq, partition, position, std::string(bytes)});
}

void MarkKeeper::write() {
    const std::lock_guard writing(writing_);
    std::map<std::string, Noted, std::less<>> noted;
    {
        const std::lock_guard lock(mutex_);
        noted.swap(noted_);
        if (noted.empty() && !trouble_) return;
    }
    for (const auto& [tenant, entry] : noted)
        marks_[tenant] = {entry.seq, entry.partition, entry.position, sha256(entry.bytes)};
    try {
        write_mark(file_, marks_);
    } catch (const StoreError& error) {
        const std::lock_guard lock(mutex_);
        trouble_ = error.what();
        throw;
    }
    const std::lock_guard lock(mutex_);
    trouble_.reset();
}

std::optional<std::string> MarkKeeper::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

void MarkKeeper::keep() {
    for (bool ending = false; !ending;) {
        {
            std::unique_lock lock(mutex_);
            ending = wake_.wait_for(lock, interval_, [&] { return ending_; });
        }
        try {
            write();
        } catch (const StoreError&) {
            // Kept in trouble_, and tried again: a mark that lags refuses nothing.
        }
    }
}

}  // namespace dossier
