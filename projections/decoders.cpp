#include "projections/decoders.hpp"

#include "base/big_endian.hpp"

#include <stdexcept>

namespace dossier {
namespace {

std::string description_key(std::uint64_t fingerprint) {
    std::string key = "description/";
    put(key, fingerprint);
    return key;
}

}  // namespace

void Decoders::keep(const Type& type) {
    const std::string key = description_key(fingerprint(type));
    if (mode_ == rocks::Mode::reader || store_.rows().get(family::meta, key)) return;
    rocks::Batch batch = store_.rows().batch();
    batch.put(family::meta, key, stored_description(type));
    store_.rows().write(batch, rocks::Sync::no);
}

const Decoder& Decoders::of(const Type& type, std::uint64_t fingerprint) const {
    const std::scoped_lock lock(mutex_);
    std::unique_ptr<Decoder>& decoder = decoders_[{&type, fingerprint}];
    if (!decoder) {
        const auto description = store_.rows().get(family::meta, description_key(fingerprint));
        if (!description)
            throw std::runtime_error("rows of " + type.name + " without their description");
        decoder = std::make_unique<Decoder>(type, *description);
    }
    return *decoder;
}

void Decoders::decode(const Type& type, std::uint64_t fingerprint, void* object,
                      std::string_view bytes) const {
    of(type, fingerprint).decode(object, bytes);
}

}  // namespace dossier
