#pragma once
// The spellings of other systems, brought to ours. What cannot be brought stays, and is refused.
#include "tools/import/command.hpp"

namespace dossier::tools {

/// The value of a column as a command has it.
json::value brought(const Column&, const json::value&, std::span<const WordFor>);

/// The channel of "Preferred contact method: Email.", as ours; nothing when no such thing is said.
std::optional<std::string> preferred_channel(std::string_view notes);

/// What a member of staff may do here until an administrator says otherwise.
std::string_view role_for(std::string_view department);

}  // namespace dossier::tools
