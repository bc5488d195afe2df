#include "domain/kernel/payload.hpp"

#include "base/check.hpp"

namespace dossier {

Payload unsealed(const Type& command, const Payload& sealed, const Sealer& sealer) {
    Object object(command);
    DOSSIER_CHECK(from_json(command, object.get(), sealed.data).empty());
    unseal(command, object.get(), sealer);
    return {sealed.type, to_json(command, object.get())};
}

}  // namespace dossier
