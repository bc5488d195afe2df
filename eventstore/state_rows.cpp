#include "eventstore/state_rows.hpp"

#include "base/big_endian.hpp"

namespace dossier::rows {
namespace {

constexpr std::size_t uuid_bytes = 16, uuid_letters = 36;

std::string row(char table, TenantNumber tenant) {
    std::string key(1, table);
    put(key, tenant);
    return key;
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

void pack_uuid(std::string& to, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); i += 2) {
        if (text[i] == '-') ++i;
        to.push_back(static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1])));
    }
}

std::string unpack_uuid(std::string_view bytes) {
    std::string text = to_hex(bytes);
    for (const std::size_t dash : {8u, 13u, 18u, 23u}) text.insert(dash, 1, '-');
    return text;
}

void pack_id(std::string& to, const StreamId& id) {
    const std::size_t slash = id.text.find('/');
    to.append(id.text, 0, slash + 1);
    pack_uuid(to, std::string_view(id.text).substr(slash + 1));
}

void pack_command(std::string& to, std::string_view command) {
    const bool uuid = is_uuid(command);
    to.push_back(uuid ? '\0' : '\1');
    if (uuid)
        pack_uuid(to, command);
    else
        to.append(command);
}

/// The order of a signed number, in the bytes of an unsigned one.
std::uint64_t in_order(std::int64_t n) { return static_cast<std::uint64_t>(n) ^ 1ull << 63; }
std::int64_t from_order(std::uint64_t n) { return static_cast<std::int64_t>(n ^ 1ull << 63); }

}  // namespace

std::string about(std::string_view what) { return 'a' + std::string(what); }
std::string tenant(std::string_view slug) { return 't' + std::string(slug); }

std::string stream(TenantNumber tenant, const StreamId& id) {
    std::string key = row('s', tenant);
    pack_id(key, id);
    return key;
}

std::string streams(TenantNumber tenant) { return row('s', tenant); }

std::string answered(TenantNumber tenant, std::string_view command) {
    std::string key = row('i', tenant);
    pack_command(key, command);
    return key;
}

std::string held(TenantNumber tenant, const Bytes32& blinded) {
    return row('h', tenant).append(view(blinded));
}

std::string held_by(TenantNumber tenant, const Bytes32& blinded, const StreamId& id) {
    std::string key = held(tenant, blinded);
    pack_id(key, id);
    return key;
}

std::string filed(TenantNumber tenant, std::string_view lookup, std::string_view key) {
    return row('f', tenant).append(lookup).append(1, '\0').append(key).append(1, '\0');
}

std::string filed_by(TenantNumber tenant, std::string_view lookup, std::string_view key,
                     const StreamId& id) {
    std::string made = filed(tenant, lookup, key);
    pack_id(made, id);
    return made;
}

std::string counted(TenantNumber tenant, std::string_view counter) {
    return row('n', tenant).append(counter);
}

std::string due(const DueTimer& timer) {
    std::string key = row('d', timer.tenant);
    put(key, in_order(timer.due.us));
    pack_id(key, timer.stream);
    return key.append(timer.kind);
}

std::string all_due(TenantNumber tenant) { return row('d', tenant); }

std::string parked(const DueTimer& timer) {
    std::string key = row('p', timer.tenant);
    pack_id(key, timer.stream);
    key.append(timer.kind).append(1, '\0');
    put(key, in_order(timer.due.us));
    return key;
}

std::string subject(TenantNumber tenant, const StreamId& id) {
    return row('k', tenant).append(id.text);
}
std::string setting(TenantNumber tenant, std::string_view name) {
    return row('g', tenant).append(name);
}
std::string depth(TenantNumber tenant, std::int64_t seq) {
    std::string key = row('c', tenant);
    put(key, static_cast<std::uint64_t>(seq));
    return key;
}
std::string faulted(TenantNumber tenant, std::string_view command) {
    std::string key = row('x', tenant);
    pack_command(key, command);
    return key;
}

StreamId stream_of(std::string_view packed) {
    const std::size_t slash = packed.find('/');
    return {std::string(packed.substr(0, slash + 1)) +
            unpack_uuid(packed.substr(slash + 1, uuid_bytes))};
}

DueTimer due_of(std::string_view key) {
    constexpr std::size_t before = 1 + sizeof(TenantNumber);
    DueTimer timer{.tenant = get<TenantNumber>(key.substr(1)),
                   .due = {from_order(get<std::uint64_t>(key.substr(before)))}};
    key.remove_prefix(before + sizeof(std::uint64_t));
    timer.stream = stream_of(key);
    timer.kind = key.substr(timer.stream.text.size() - uuid_letters + uuid_bytes);
    return timer;
}

std::string value(const TenantRow& row) {
    std::string made;
    put(made, row.number);
    put(made, static_cast<std::uint64_t>(row.last_seq));
    put(made, static_cast<std::uint64_t>(row.last_at.us));
    put(made, static_cast<std::uint64_t>(row.last_key));
    return made;
}

std::string value(const AnsweredRow& row) {
    std::string made;
    put(made, static_cast<std::uint64_t>(row.seq));
    put(made, static_cast<std::uint64_t>(row.position));
    return made.append(reinterpret_cast<const char*>(row.digest.data()), row.digest.size());
}

std::string value(std::uint64_t number) {
    std::string made;
    put(made, number);
    return made;
}

TenantRow tenant_of(std::string_view from) {
    return {get<TenantNumber>(from),
            static_cast<std::int64_t>(get<std::uint64_t>(from.substr(4))),
            {static_cast<std::int64_t>(get<std::uint64_t>(from.substr(12)))},
            static_cast<std::int64_t>(get<std::uint64_t>(from.substr(20)))};
}

AnsweredRow answered_of(std::string_view from) {
    AnsweredRow row{static_cast<std::int64_t>(get<std::uint64_t>(from)),
                    get<std::uint64_t>(from.substr(8)),
                    {}};
    for (std::size_t i = 0; i < row.digest.size(); ++i)
        row.digest[i] = static_cast<std::byte>(from[16 + i]);
    return row;
}

std::int64_t number_of(std::string_view from) {
    return static_cast<std::int64_t>(get<std::uint64_t>(from));
}

}  // namespace dossier::rows
