#include "projections/view_catalog.hpp"

#include "base/big_endian.hpp"
#include "projections/ordered.hpp"

namespace dossier {
namespace {

std::string build_key(std::string_view what, Build build) {
    std::string key(what);
    put(key, build);
    return key;
}

}  // namespace

Kept ViewCatalog::kept(const std::string& view) const {
    const auto row = store_.rows().get(family::meta, "view/" + view);
    if (!row) return {};
    std::string_view left = *row;
    Kept kept{get<Build>(left), get<Build>(left.substr(2))};
    left.remove_prefix(4);
    kept.version = take_text(left);
    kept.version_before = take_text(left);
    return kept;
}

void ViewCatalog::keep(const std::string& view, const Kept& kept) {
    std::string value;
    put(value, kept.active);
    put(value, kept.before);
    put_text(value, kept.version);
    put_text(value, kept.version_before);
    rocks::Batch batch = store_.rows().batch();
    batch.put(family::meta, "view/" + view, value);
    store_.rows().write(batch, rocks::Sync::yes);
}

Build ViewCatalog::next_build() {
    const auto row = store_.rows().get(family::meta, "build");
    Build next = static_cast<Build>((row ? get<Build>(*row) : 0) + 1);
    if (next == 0) next = 1;  // 0 is none; whoever had 1 is long gone
    std::string value;
    put(value, next);
    rocks::Batch batch = store_.rows().batch();
    batch.put(family::meta, "build", value);
    store_.rows().write(batch, rocks::Sync::no);
    return next;
}

Position ViewCatalog::position(Build build, const rocks::Snapshot* at) const {
    const auto row = store_.rows().get(family::meta, build_key("position/", build), at);
    return row ? get<Position>(*row) : 0;
}

void ViewCatalog::put_position(rocks::Batch& batch, Build build, Position position) {
    std::string value;
    put(value, position);
    batch.put(family::meta, build_key("position/", build), value);
}

void ViewCatalog::park(rocks::Batch& batch, Build build, const Parked& one) {
    std::string value;
    put(value, static_cast<std::uint64_t>(one.seq));
    batch.put(family::meta, build_key("parked/", build) + tenant_key(one.tenant) + one.stream,
              value + one.error);
}

std::vector<Parked> ViewCatalog::parked(Build build) const {
    const std::string prefix = build_key("parked/", build);
    std::vector<Parked> all;
    rocks::Cursor cursor = store_.rows().cursor(family::meta);
    for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
        const std::string_view key = cursor.key().substr(prefix.size());
        const std::size_t end = key.find('\0');
        all.push_back({{},
                       std::string(key.substr(0, end)),
                       std::string(key.substr(end + 1)),
                       static_cast<Sequence>(get<std::uint64_t>(cursor.value())),
                       std::string(cursor.value().substr(sizeof(std::uint64_t)))});
    }
    return all;
}

void ViewCatalog::drop(Build build) {
    store_.drop(build);
    rocks::Batch batch = store_.rows().batch();
    batch.remove(family::meta, build_key("position/", build));
    batch.remove(family::meta, levels_key(build));
    for (const Parked& one : parked(build))
        batch.remove(family::meta,
                     build_key("parked/", build) + tenant_key(one.tenant) + one.stream);
    store_.rows().write(batch, rocks::Sync::no);
}

}  // namespace dossier
