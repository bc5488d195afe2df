#include "consumers/parked.hpp"

#include "eventstore/peek.hpp"

namespace dossier {

Parked parked_entry(std::string_view by, const Recorded& record, const std::string& why) {
    const Peek seen = peek(record.bytes).value_or(Peek{});
    return {std::string(by), std::string(seen.tenant),
            "position " + std::to_string(record.position), seen.seq, why};
}

}  // namespace dossier
