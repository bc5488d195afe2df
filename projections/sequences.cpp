#include "projections/sequences.hpp"

#include "base/big_endian.hpp"
#include "projections/ordered.hpp"

namespace dossier {

std::string sequence_key(std::string_view tenant, Sequence seq) {
    std::string key = tenant_key(tenant);
    key.push_back('s');
    put(key, static_cast<std::uint64_t>(seq));
    return key;
}

void SequencesView::end_entry(const Entry& entry, Position at, ViewWriter& rows) {
    std::string value;
    put(value, at);
    put_number(value, entry.at.us);
    rows.put(sequence_key(entry.tenant, entry.seq), std::move(value));
}

std::optional<Sequences::Place> Sequences::find(const Sight& sight, std::string_view tenant,
                                                Sequence seq) {
    const auto row = sight.get(sequence_key(tenant, seq));
    if (!row) return {};
    std::string_view left = row->value;
    Place place{get<std::uint64_t>(left), {}};
    left.remove_prefix(sizeof place.position);
    place.at.us = take_number(left);
    return place;
}

Sequence Sequences::at(const Sight& sight, std::string_view tenant, Timestamp then, Sequence last) {
    Sequence low = 0, high = last;  // what is at low is not later, what is above high is
    while (low < high) {
        const Sequence middle = low + (high - low + 1) / 2;
        const auto place = find(sight, tenant, middle);
        if (place && place->at <= then)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

}  // namespace dossier
