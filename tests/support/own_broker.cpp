#include "tests/support/own_broker.hpp"

#include "tests/support/child.hpp"

#include <cstdio>

namespace dossier::test {

OwnBroker::OwnBroker(int count) : address_(tool({"start", std::to_string(count)})) {}

OwnBroker::~OwnBroker() {
    try {
        tool({"clean"});
    } catch (const std::runtime_error& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

void OwnBroker::kill(int number) { tool({"kill", std::to_string(number)}); }
void OwnBroker::start(int number) { tool({"start-node", std::to_string(number)}); }

/// The last line that `tools/kafka` prints; throws when it fails.
std::string OwnBroker::tool(std::vector<std::string> words) const {
    const std::vector<std::string> before = {"/usr/bin/env",
                                             "DOSSIER_KAFKA_DIR=" + (folder_ / "kafka").string(),
                                             DOSSIER_SOURCE_DIR "/tools/kafka"};
    words.insert(words.begin(), before.begin(), before.end());
    Child child(words);
    std::string last;
    for (std::string line; child.line(line);) last = line;
    if (child.wait() != 0) throw std::runtime_error("tools/kafka failed: " + words[3]);
    return last;
}

}  // namespace dossier::test
