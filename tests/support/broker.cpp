#include "tests/support/broker.hpp"

#include "base/crypto.hpp"

#include <cstdio>
#include <cstdlib>

namespace dossier::test {
namespace {

/// Of the broker that runs in DOSSIER_KAFKA_DIR; empty when none does.
std::string running_broker() {
    constexpr const char* ask = DOSSIER_SOURCE_DIR "/tools/kafka address 2>/dev/null";
    const std::unique_ptr<FILE, int (*)(FILE*)> said(popen(ask, "r"), pclose);
    char line[1024] = {};
    if (!said || std::fgets(line, sizeof line, said.get()) == nullptr) return {};
    const std::string_view address(line);
    return std::string(address.substr(0, address.find('\n')));
}

}  // namespace

kafka::KafkaConfig broker() {
    static const std::string address = [] {
        const char* const named = std::getenv("DOSSIER_KAFKA");
        return named != nullptr && *named != 0 ? named : running_broker();
    }();
    if (address.empty())
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
