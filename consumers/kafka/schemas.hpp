#pragma once
// What lies on the topics, for those who check or make code from it: JSON Schema (draft 2020-12) of
// every event and command, and AsyncAPI 3.0 of all the topics, both read off the catalogue.
#include "schema/type.hpp"

#include <functional>

namespace dossier {

/// A record on the topic of events, as consumers/published.hpp has it; what it refers to is under
/// `definitions`.
std::string published_schema(const Type& event, std::string_view aggregate,
                             const std::string& definitions = "#/$defs/");
/// A record on the topic of commands, as consumers/envelope.hpp has it.
std::string envelope_schema(const Type& command);

/// The schema of a sealed value.
std::string sealed_schema();

/// A document of one's own, for a file or a registry: with its dialect, its name, its definitions.
std::string as_document(std::string schema, std::string_view kind, const Type&);

/// Of every event with its aggregate's name, in the order of the catalogue.
void every_event(const std::function<void(const Type&, std::string_view aggregate)>&);
/// Of every command, the transactions' too.
void every_command(const std::function<void(const Type&)>&);

struct AsyncApiOptions {
    std::string server = "localhost:9092";
    std::string prefix = "dossier";  // of the topics' names
};
std::string asyncapi_json(std::string_view version, const AsyncApiOptions& = {});

}  // namespace dossier
