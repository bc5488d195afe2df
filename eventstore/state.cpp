#include "eventstore/state.hpp"

#include "base/big_endian.hpp"
#include "domain/catalog.hpp"
#include "eventstore/lives.hpp"
#include "eventstore/state_rows.hpp"
#include "schema/binary.hpp"

namespace dossier {
namespace {

constexpr rocks::FamilyNumber plain = 0, coming_and_going = 1;
constexpr std::uint64_t layout = 1;  // of the rows themselves; raised when state_rows.hpp changes

rocks::FamilyNumber family_of(std::string_view key) {
    return key.front() == 'd' || key.front() == 'f' ? coming_and_going : plain;
}

std::string fold_row(std::string_view aggregate) {
    return rows::about("fold/" + std::string(aggregate));
}
const std::string position_row = rows::about("position");

}  // namespace

State::State(const rocks::Disk& disk) : disk_(disk) {
    open();
    if (!is_of_this_build()) clear();
    sign();
}

void State::open() {
    database_ = std::make_unique<rocks::Database>(
        disk_,
        std::vector<rocks::Family>{{"rows", rocks::Shape::rows}, {"index", rocks::Shape::index}});
}

std::optional<std::string> State::get(std::string_view key) const {
    return database_->get(family_of(key), key);
}

void State::scan(std::string_view prefix, const Visit& visit) const {
    rocks::Cursor at = database_->cursor(family_of(prefix));
    for (at.seek(prefix); at.valid() && at.key().starts_with(prefix); at.next())
        if (!visit(at.key(), at.value())) return;
}

Position State::position() const {
    const auto known = get(position_row);
    return known ? static_cast<Position>(rows::number_of(*known)) : 0;
}

void State::write(std::span<const RowChange> changes, Position next) {
    rocks::Batch batch = database_->batch();
    for (const RowChange& change : changes)
        if (change.value)
            batch.put(family_of(change.key), change.key, *change.value);
        else
            batch.remove(family_of(change.key), change.key);
    batch.put(plain, position_row, rows::value(next));
    database_->write(batch, rocks::Sync::no);
}

void State::clear() {
    database_.reset();
    std::filesystem::remove_all(disk_.root);
    open();
    sign();
}

void State::flush() { database_->flush(); }

/// Whether every fold is of the version it was, and every description can still be read.
bool State::is_of_this_build() const {
    if (position() == 0) return true;
    const auto own = get(fold_row("rows"));
    if (!own || rows::number_of(*own) != static_cast<std::int64_t>(layout)) return false;
    for (const Aggregate* aggregate : all_aggregates()) {
        const auto version = get(fold_row(aggregate->name));
        if (version && rows::number_of(*version) != aggregate->version) return false;
        bool readable = true;
        scan(description_rows(*aggregate), [&](std::string_view, std::string_view description) {
            try {
                const Decoder reads(*aggregate->state, description);
            } catch (const std::runtime_error&) {
                readable = false;  // a shape changed: folded anew, it is right again
            }
            return readable;
        });
        if (!readable) return false;
    }
    return true;
}

void State::sign() {
    std::vector<RowChange> about{{fold_row("rows"), rows::value(layout)}};
    for (const Aggregate* aggregate : all_aggregates()) {
        about.push_back({fold_row(aggregate->name),
                         rows::value(static_cast<std::uint64_t>(aggregate->version))});
        about.push_back({description_row(*aggregate, fingerprint(*aggregate->state)),
                         stored_description(*aggregate->state)});
    }
    write(about, position());
}

}  // namespace dossier
