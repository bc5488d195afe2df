#pragma once
// Many commands in one body, NDJSON, and their outcomes, in the same order.
#include "api/commands.hpp"

namespace dossier {

/// One session's; answers come to it from the writer's thread.
class Batched final : public Pieces {
public:
    Batched(std::string lines, Request base, const Submit&, const Keys&, const Clock&, Random&,
            CommandLimits);

    void next(Give) override;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;  // shared with the commands that are still at the writer
};

/// Lines that are not blank.
std::size_t lines_in(std::string_view body);

}  // namespace dossier
