#pragma once
// A command as it is typed: client=company/… title="Login fails" emails.address=a@b.example
#include "schema/type.hpp"

#include <span>
#include <string>

namespace dossier::tools {

/// The description of a command or transaction; null when the house has none of this name.
const Type* command_type(std::string_view name);

/// The command's data as JSON. A name is a field's, or a way to one with dots; one of a list may
/// come again and adds an element each time; a field of a patch may be named without saying patch.
/// A text that starts with { or [ is JSON where an object or a list is wanted; an empty one clears
/// a patch's field. Throws CannotGoOn naming the words that would be right.
std::string data_of(const Type&, std::span<const std::string> words);

}  // namespace dossier::tools
