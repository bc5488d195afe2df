#include "projections/case_board.hpp"

#include "base/big_endian.hpp"
#include "projections/ordered.hpp"

namespace dossier {
namespace {

constexpr std::size_t lives_max = 4'000;

std::string found_key(std::string_view tenant, std::string_view uuid) {
    std::string key = tenant_key(tenant);
    key.push_back('s');
    put_uuid(key, uuid);
    return key;
}

std::string under(std::string_view tenant, char what, cases::Status status) {
    std::string key = tenant_key(tenant);
    key.push_back(what);
    key.push_back(static_cast<char>(status));
    return key;
}

void count(std::string_view tenant, cases::Status status, std::int64_t more, ViewWriter& rows) {
    const std::string key = board_count_key(tenant, status);
    const auto known = rows.get(key);
    std::string value;
    put_number(value, (known ? board_count_from(*known) : 0) + more);
    rows.put(key, std::move(value));
}

}  // namespace

std::string board_place(std::string_view tenant, cases::Status status) {
    return under(tenant, 'b', status);
}
std::string board_count_key(std::string_view tenant, cases::Status status) {
    return under(tenant, 'n', status);
}
std::int64_t board_count_from(std::string_view value) { return take_number(value); }

Card card_from(std::string_view rest) {
    Card card;
    card.priority = static_cast<cases::Priority>(255 - static_cast<unsigned char>(rest[0]));
    const bool due = rest[1] == 1;
    rest.remove_prefix(2);
    if (due) card.deadline = Timestamp{take_number(rest)};
    card.number = take_number(rest);
    card.uuid = uuid_of(rest.substr(0, uuid_bytes));
    rest.remove_prefix(uuid_bytes);
    card.assignee = take_text(rest);
    card.client = take_text(rest);
    return card;
}

CaseBoard::CaseBoard(const Aggregate& cases, Decoders& decoders)
    : cases_(cases), decoders_(decoders), fingerprint_(fingerprint(*cases.state)) {
    decoders.keep(*cases.state);
}

std::string CaseBoard::version() const { return std::to_string(cases_.version) + ".1"; }

std::unique_ptr<View> CaseBoard::another() const {
    return std::make_unique<CaseBoard>(cases_, decoders_);
}

std::optional<IndexRow> CaseBoard::shown(std::string_view tenant, std::string_view uuid,
                                         const Object& state) const {
    if (!cases_.live(state.get())) return {};
    const auto& the = as<cases::Case>(state.get());
    IndexRow row{board_place(tenant, the.status), {}};
    row.rest.push_back(static_cast<char>(255 - static_cast<unsigned char>(the.priority)));
    row.rest += ordered(kind_of<std::optional<Timestamp>>(), &the.deadline).front();
    put_number(row.rest, the.number);
    put_uuid(row.rest, uuid);
    put_text(row.rest, the.assignee.value_or(UserId{}).text);
    put_text(row.rest, the.client.text);
    return row;
}

CaseBoard::Life& CaseBoard::life(const Fact& fact, ViewWriter& rows) {
    const std::string uuid(uuid_part(fact.event.stream));
    const std::string key = found_key(fact.entry.tenant, uuid);
    touched_.insert(key);
    if (const auto cached = lives_.find(key); cached != lives_.end()) return cached->second;
    Life made{Object(*cases_.state), {}};
    if (const auto kept = rows.get_found(key)) {
        decoders_.decode(*cases_.state, get<std::uint64_t>(*kept), made.state.get(),
                         std::string_view(*kept).substr(sizeof(std::uint64_t)));
        made.shown = shown(fact.entry.tenant, uuid, made.state);
        made.column = as<cases::Case>(made.state.get()).status;
    }
    return lives_.emplace(key, std::move(made)).first->second;
}

void CaseBoard::fold(const Fact& fact, ViewWriter& rows) {
    cases_.evolve(life(fact, rows).state.get(), fact.data, fact.meta());
}

void CaseBoard::end_entry(const Entry& entry, Position, ViewWriter& rows) {
    for (const std::string& key : touched_) {
        Life& the = lives_.at(key);
        std::string value;
        put(value, fingerprint_);
        rows.put_found(key, value += encode(*cases_.state, the.state.get()));

        const std::string uuid = uuid_of(std::string_view(key).substr(key.size() - uuid_bytes));
        auto now = shown(entry.tenant, uuid, the.state);
        const cases::Status column = as<cases::Case>(the.state.get()).status;
        const bool same =
            now.has_value() == the.shown.has_value() &&
            (!now || (now->place == the.shown->place && now->rest == the.shown->rest));
        if (same) continue;
        if (the.shown) {
            rows.remove(*the.shown);
            count(entry.tenant, the.column, -1, rows);
        }
        if (now) {
            rows.put(*now);
            count(entry.tenant, column, +1, rows);
        }
        the.shown = std::move(now);
        the.column = column;
    }
    touched_.clear();
    if (lives_.size() > lives_max) lives_.clear();
}

void CaseBoard::drop_entry() {
    for (const std::string& key : touched_) lives_.erase(key);
    touched_.clear();
}

}  // namespace dossier
