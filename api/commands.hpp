#pragma once
// Commands over HTTP. An answer is
//
//     accepted := {"id":uuid,"seq":n,"stream":stream,"version":n,"at":instant,
//                  "events":[{"type":name,"stream":stream,"version":n,"data":{…}},…]}
//     refused  := problem+json, with "id" first among many
//
// with personal values open, or {"hidden":"masked"} or {"hidden":"forgotten"}, as in a query,
// and in NDJSON one line each, in the order of the commands.
#include "api/asked.hpp"

namespace dossier {

using Submit = std::function<void(Request, Reply)>;

struct CommandLimits {
    std::size_t waiting_max = 256;            // of one NDJSON body, at the writer at a time
    std::size_t piece_bytes_max = 64 * 1024;  // of outcomes, sent at once
};

/// Any thread. What it is made of must outlive it.
class Commands {
public:
    /// `charge` hears how many commands came beyond the request's first.
    using Charge = std::function<void(const std::string& tenant, double count)>;

    Commands(Submit submit, const Keys& keys, const Clock& clock, Random& random, Charge charge,
             CommandLimits limits = {})
        : submit_(std::move(submit)),
          keys_(keys),
          clock_(clock),
          random_(random),
          charge_(std::move(charge)),
          limits_(limits) {}

    HttpResponse by_type(Call&);      // POST /v1/commands/{Type}
    HttpResponse by_envelope(Call&);  // POST /v1/commands

private:
    HttpResponse send(Asked);
    HttpResponse send_all(Call&);

    const Submit submit_;
    const Keys& keys_;
    const Clock& clock_;
    Random& random_;
    const Charge charge_;
    const CommandLimits limits_;
};

/// Opens what the answer has sealed, as far as whoever asked may see it. Not on the writer's
/// thread, which has other things to do.
void open_sealed(const Keys&, const std::string& tenant, Answer&);

/// The outcome of one of many, without the end of its line.
std::string outcome_json(const std::string& id, const Answer&);

}  // namespace dossier
