#include "projections/record_row.hpp"

#include "base/big_endian.hpp"
#include "projections/ordered.hpp"

namespace dossier {

std::string record_key(std::string_view tenant, std::string_view uuid) {
    std::string key = tenant_key(tenant);
    key.push_back('r');
    put_uuid(key, uuid);
    return key;
}

std::string to_bytes(const RecordHead& head, std::uint64_t fingerprint, const Object& state) {
    std::string bytes;
    put(bytes, fingerprint);
    put_number(bytes, head.version);
    put_number(bytes, head.created_at.us);
    put_number(bytes, head.updated_at.us);
    put_text(bytes, head.created_by);
    put_text(bytes, head.updated_by);
    return bytes += encode(state.type(), state.get());
}

RecordRow record_from(const Type& state, std::string_view bytes, const Decoders& decoders) {
    RecordRow row{{}, Object(state)};
    const auto fingerprint = get<std::uint64_t>(bytes);
    bytes.remove_prefix(sizeof fingerprint);
    row.head.version = take_number(bytes);
    row.head.created_at.us = take_number(bytes);
    row.head.updated_at.us = take_number(bytes);
    row.head.created_by = take_text(bytes);
    row.head.updated_by = take_text(bytes);
    decoders.decode(state, fingerprint, row.state.get(), bytes);
    return row;
}

}  // namespace dossier
