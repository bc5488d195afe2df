#pragma once
// A command as one JSON object, with all that is said about it: a line of NDJSON, the body of a
// POST, the value of a record on the topic of commands.
//
//     envelope := {"type":name,["id":uuid,]["stream":stream,]["data":{…},]["expected_version":n,]
//                  ["effective_at":instant,]["dry_run":bool,]["reason":text,]["batch":text,]
//                  ["correlation":text,]["via":text]}
#include "domain/kernel/rejection.hpp"
#include "eventstore/writer.hpp"

namespace dossier {

constexpr std::size_t command_bytes_max = 256 * 1024;
constexpr std::size_t reason_max = 500, name_max = 100;  // characters, of a batch, of a correlation

/// A request for the writer, or everything that is wrong with it.
struct Asked {
    Request request;
    Errors errors = {};
};

/// What is not in the envelope, and whose it is, is taken from `base`. The id stays empty when it
/// brings none. The house's own commands have ids that are no UUIDs, and nobody else's.
Asked asked_in_envelope(const Request& base, std::string_view json);

/// The same as an envelope again; who asks, from where and because of what is not in it.
std::string envelope_json(const Request&);

/// Parts of an envelope, wherever they came from: each is set, or reported at `path`.
void wrong(Asked&, std::string_view path, std::string_view rule, std::string_view message);
void take_id(Asked&, std::string_view path, std::string_view text);
void take_stream(Asked&, std::string_view path, const std::string& text);
void take_via(Asked&, std::string_view path, const std::string& text);
void take_text(Asked&, std::string_view path, const std::string& text, std::size_t limit,
               std::optional<std::string>& to);

}  // namespace dossier
