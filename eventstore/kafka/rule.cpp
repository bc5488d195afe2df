#include "eventstore/kafka/rule.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"

#include <charconv>
#include <cstring>

namespace dossier::kafka {
namespace {

constexpr std::uint64_t decimal_max = 999'999'999'999'999'999;
constexpr char state_format = 1;
constexpr std::size_t state_bytes = 1 + 5 * 8 + 2 * 32 + 16;

// ---- texts and bytes ---------------------------------------------------------------------------

/// Takes words from the front of a text, each as its grammar has it or not at all.
class Words {
public:
    explicit Words(std::string_view text) : rest_(text) {}

    std::string_view word() {
        const std::size_t space = rest_.find(' ');
        const std::string_view found = rest_.substr(0, space);
        // A space at the very end leaves an empty word, which no rule of the grammar takes.
        more_ = space != std::string_view::npos;
        rest_ = more_ ? rest_.substr(space + 1) : std::string_view();
        return found;
    }
    std::uint64_t decimal() {
        const std::string_view text = word();
        std::uint64_t number = 0;
        const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), number);
        good_ &= why == std::errc() && end == text.data() + text.size() && number <= decimal_max &&
                 (text.size() == 1 || text.front() != '0');
        return number;
    }
    template <std::size_t N>
    std::array<std::byte, N> bytes() {
        const std::string_view text = word();
        std::array<std::byte, N> found{};
        good_ &= text.size() == 2 * N;
        for (std::size_t i = 0; i < N && good_; ++i)
            found[i] = static_cast<std::byte>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
        return found;
    }
    bool good() const { return good_ && !more_; }

private:
    int digit(char c) {
        const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        good_ &= value >= 0;
        return value & 15;
    }

    std::string_view rest_;
    bool more_ = true, good_ = true;
};

template <std::size_t N>
std::string_view view_of(const std::array<std::byte, N>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), N};
}

constexpr std::string_view name_of(StampKind kind) {
    switch (kind) {
        case StampKind::started: return "started";
        case StampKind::entry: return "entry";
        case StampKind::decided: return "decided";
    }
    DOSSIER_CHECK(false);
}

std::optional<StampKind> kind_named(std::string_view name) {
    for (const StampKind kind : {StampKind::started, StampKind::entry, StampKind::decided})
        if (name == name_of(kind)) return kind;
    return {};
}

// ---- the rule ----------------------------------------------------------------------------------

Verdict begin(RuleState& the, const Stamp& stamp) {
    if (stamp.term <= the.term) return Verdict::voided;  // of one term the first wins
    the.term = stamp.term;
    the.owner = stamp.owner;
    the.base = the.number;
    return Verdict::term;
}

Verdict take(RuleState& the, const Stamp& stamp, const Bytes32& its_sum) {
    if (stamp.term > the.term) return Verdict::suspect;  // its beginning is missing
    if (stamp.term != the.term || stamp.owner != the.owner) return Verdict::voided;
    if (stamp.number < the.base) return Verdict::suspect;  // its owner saw fewer records than we
    if (stamp.number != the.number) return Verdict::voided;
    if (stamp.prev != the.prev) return Verdict::suspect;  // its owner saw other records than we
    ++the.number;
    the.prev = its_sum;
    the.upto = stamp.upto;
    return stamp.kind == StampKind::entry ? Verdict::entry : Verdict::decided;
}

}  // namespace

Verdict step(RuleState& the, const LogRecord& record) {
    DOSSIER_CHECK(record.position >= the.position);
    the.position = record.position + 1;
    the.last = sum(record);
    const std::optional<Stamp> stamp = stamp_from(record.stamp);
    if (!stamp || (stamp->kind == StampKind::entry) == record.value.empty())
        return Verdict::unreadable;
    return stamp->kind == StampKind::started ? begin(the, *stamp) : take(the, *stamp, the.last);
}

bool follows(const RuleState& the, const LogRecord& before) {
    return before.position + 1 == the.position && sum(before) == the.last;
}

Stamp next_stamp(const RuleState& the, StampKind kind, std::uint64_t upto) {
    return {kind, the.term, the.owner, the.number, the.prev, upto};
}

Bytes32 sum(const LogRecord& record) {
    std::string all;
    all.reserve(12 + record.key.size() + record.stamp.size() + record.value.size());
    for (const std::string_view part : {record.key, record.stamp, record.value}) {
        put(all, static_cast<std::uint32_t>(part.size()));
        all += part;
    }
    return sha256(all);
}

std::string to_text(const Stamp& stamp) {
    std::string text = std::string(name_of(stamp.kind)) + ' ' + std::to_string(stamp.term) + ' ' +
                       to_hex(view_of(stamp.owner));
    if (stamp.kind != StampKind::started)
        text += ' ' + std::to_string(stamp.number) + ' ' + to_hex(view_of(stamp.prev)) + ' ' +
                std::to_string(stamp.upto);
    return text;
}

std::optional<Stamp> stamp_from(std::string_view text) {
    Words words(text);
    const std::optional<StampKind> kind = kind_named(words.word());
    if (!kind) return {};
    Stamp stamp{.kind = *kind, .term = words.decimal(), .owner = words.bytes<16>()};
    if (*kind != StampKind::started) {
        stamp.number = words.decimal();
        stamp.prev = words.bytes<32>();
        stamp.upto = words.decimal();
    }
    if (!words.good() || stamp.term == 0) return {};
    return stamp;
}

std::string encode(const RuleState& the) {
    std::string bytes(1, state_format);
    for (const std::uint64_t number :
         {std::uint64_t{the.position}, the.term, the.number, the.base, the.upto})
        put(bytes, number);
    bytes += view_of(the.last);
    bytes += view_of(the.prev);
    bytes += view_of(the.owner);
    return bytes;
}

std::optional<RuleState> decode(std::string_view bytes) {
    RuleState the;
    if (bytes.empty()) return the;
    if (bytes.size() != state_bytes || bytes.front() != state_format) return {};
    bytes.remove_prefix(1);
    for (std::uint64_t* number : {&the.position, &the.term, &the.number, &the.base, &the.upto}) {
        *number = get<std::uint64_t>(bytes);
        bytes.remove_prefix(8);
    }
    std::memcpy(the.last.data(), bytes.data(), 32);
    std::memcpy(the.prev.data(), bytes.data() + 32, 32);
    std::memcpy(the.owner.data(), bytes.data() + 64, 16);
    return the;
}

}  // namespace dossier::kafka
