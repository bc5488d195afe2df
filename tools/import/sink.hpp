#pragma once
// Commands of an import, to a running server.
#include "tools/import/load.hpp"
#include "tools/send.hpp"

#include <deque>

namespace dossier::tools {

class ServerSink final : public Sink {
public:
    /// Asks the server how far it is: what was answered up to there had been imported before.
    ServerSink(const Place&, int wait_s);

    void send(std::string command, Then) override;
    void flush() override { sender_.flush(); }

private:
    void heard(const json::object& outcome);

    std::int64_t seq_;  // of the last command that was accepted, by us or before us
    std::deque<Then> waiting_;
    Sender sender_;
};

}  // namespace dossier::tools
