#include "tests/support/broker.hpp"

#include "base/crypto.hpp"

#include <cstdio>
#include <cstdlib>

namespace dossier::test {

kafka::KafkaConfig broker() {
    const char* address = std::getenv("DOSSIER_KAFKA");
    if (address == nullptr || *address == 0)
        throw std::runtime_error(
            "DOSSIER_KAFKA names no broker: DOSSIER_KAFKA=$(tools/kafka start) starts one");
    return {.bootstrap = address};
}

std::string fresh_name() {
    std::array<std::byte, 8> bytes;
    SystemRandom().fill(bytes);
    return "test-" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

FreshTopic::FreshTopic(int partitions, std::map<std::string, std::string> settings)
    : admin_(broker()) {
    admin_.ensure({name, partitions, -1, std::move(settings)}, patience);
}

FreshTopic::~FreshTopic() {
    try {
        admin_.remove(name, patience);
    } catch (const StoreError& error) {
        std::fprintf(stderr, "%s\n", error.what());  // the broker forgets it with its folder
    }
}

}  // namespace dossier::test
