#include "consumers/kafka/schemas.hpp"
#include "schema/json_text.hpp"

#include <map>

namespace dossier {
namespace {

constexpr std::string_view info =
    "Commands are sent to one topic and answered on another; what came of them is told on a third. "
    "The same id may be sent as often as wanted: it is decided once. docs/kafka.md has examples.";

constexpr std::string_view schemas = R"(
"CommandHeaders":{"type":"object","required":["token"],"properties":{"token":{"type":"string","description":"Who asks: a JWT, judged at the instant the broker had the record."},"reply_to":{"type":"string","description":"Anything; it comes back with the reply."}}},
"ReplyHeaders":{"type":"object","properties":{"reply_to":{"type":"string","description":"As it came with the command."},"tried":{"type":"string","description":"The house's own."}}},
"EventHeaders":{"type":"object","required":["ce_specversion","ce_type","ce_source","ce_id","ce_number"],"properties":{"ce_specversion":{"const":"1.0"},"ce_type":{"type":"string","description":"The event's type."},"ce_source":{"type":"string","description":"/tenants/ and the tenant."},"ce_id":{"type":"string","description":"Sequence and place in the entry: with the source, the event's name for ever."},"ce_subject":{"type":"string","description":"The record."},"ce_time":{"type":"string","format":"date-time"},"ce_sequence":{"type":"string","description":"As ce_id, with zeros in front: text sorts as events do."},"ce_number":{"type":"string","description":"0, 1, 2, … in the partition: take the next, drop a lower one, pass over a higher one; it comes again."},"content-type":{"const":"application/json"},"dossier":{"type":"string","description":"The relay's own."}}},
"Reply":{"description":"Accepted, or refused.","type":"object","required":["id"],"properties":{"id":{"type":"string"},"seq":{"type":"integer"},"stream":{"type":"string"},"version":{"type":"integer"},"at":{"type":"string","format":"date-time"},"events":{"type":"array","items":{"type":"object"}},"shown":{"type":"array","items":{"type":"integer"}},"refused":{"$ref":"#/components/schemas/Refused"}}},
"Refused":{"type":"object","required":["class","rule","message"],"properties":{"class":{"type":"string"},"rule":{"type":"string"},"message":{"type":"string"},"errors":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},"rule":{"type":"string"},"message":{"type":"string"}}}},"records":{"type":"array","items":{"type":"string"}},"details":{"type":"object"}}},
"Parked":{"description":"An entry of which no event could be read; it is named, so that nobody takes the gap for nothing.","type":"object","required":["position","error"],"properties":{"position":{"type":"integer"},"error":{"type":"string"}}})";

struct Channel {
    std::string_view name, doc;
    std::string_view key;  // what a record's key is
};
constexpr Channel commands{"commands", "What is wished.", "The tenant."};
constexpr Channel replies{"replies", "What became of a command; kept for an hour.",
                          "The command's id."};
constexpr Channel events{"events", "What happened: everything, for ever, in order of a tenant.",
                         "The tenant."};

std::string ref(std::string_view where, std::string_view name) {
    return R"({"$ref":"#/)" + std::string(where) + "/" + std::string(name) + R"("})";
}

/// Gathers what is said of messages while they are named one by one.
class Messages {
public:
    void add(const Channel& channel, const std::string& name, std::string_view doc,
             std::string_view headers, const std::string& payload) {
        const std::string comma = named_.empty() ? "" : ",\n";
        named_ += comma + dossier::quoted(name) + R"(:{"name":)" + dossier::quoted(name) +
                  R"(,"summary":)" + dossier::quoted(doc) +
                  R"(,"contentType":"application/json","headers":)" +
                  ref("components/schemas", headers) + R"(,"payload":)" + payload +
                  R"(,"bindings":{"kafka":{"key":{"type":"string","description":)" +
                  dossier::quoted(channel.key) + R"(},"bindingVersion":"0.5.0"}}})";
        std::string& list = of_[std::string(channel.name)];
        list += (list.empty() ? "" : ",") + dossier::quoted(name) + ":" +
                ref("components/messages", name);
    }

    const std::string& all() const { return named_; }

    std::string channel(const Channel& channel, const std::string& prefix) const {
        const std::string topic = prefix + "." + std::string(channel.name);
        return dossier::quoted(channel.name) + R"(:{"address":)" + dossier::quoted(topic) +
               R"(,"description":)" + dossier::quoted(channel.doc) + R"(,"messages":{)" +
               of_.at(std::string(channel.name)) + R"(},"bindings":{"kafka":{"topic":)" +
               dossier::quoted(topic) + R"(,"bindingVersion":"0.5.0"}}})";
    }

private:
    std::string named_;
    std::map<std::string, std::string> of_;  // by channel
};

}  // namespace

std::string asyncapi_json(std::string_view version, const AsyncApiOptions& options) {
    Messages messages;
    every_command([&](const Type& type) {
        messages.add(commands, type.name, type.doc, "CommandHeaders", envelope_schema(type));
    });
    messages.add(replies, "Reply", "What became of a command.", "ReplyHeaders",
                 ref("components/schemas", "Reply"));
    every_event([&](const Type& type, std::string_view aggregate) {
        messages.add(events, type.name, type.doc, "EventHeaders",
                     published_schema(type, aggregate, "#/components/schemas/"));
    });
    messages.add(events, "Parked", "What could not be read.", "EventHeaders",
                 ref("components/schemas", "Parked"));

    std::string made = R"({"asyncapi":"3.0.0","info":{"title":"Dossier","version":)";
    made += dossier::quoted(version) + R"(,"description":)" + dossier::quoted(info) + "},\n";
    made += R"("defaultContentType":"application/json","servers":{"kafka":{"host":)";
    made +=
        dossier::quoted(options.server) + R"(,"protocol":"kafka"}},)" + "\n" + R"("channels":{)";
    made += messages.channel(commands, options.prefix) + ",\n";
    made += messages.channel(replies, options.prefix) + ",\n";
    made += messages.channel(events, options.prefix) + "},\n";
    made +=
        R"("operations":{"decide":{"action":"receive","channel":)" + ref("channels", "commands");
    made += R"(,"reply":{"channel":)" + ref("channels", "replies") + "}},";
    made += R"("publish":{"action":"send","channel":)" + ref("channels", "events") + "}},\n";
    made += R"("components":{"messages":{)" + messages.all() + "},\n" + R"("schemas":{"Sealed":)";
    return made + sealed_schema() + "," + std::string(schemas) + "}}}\n";
}

}  // namespace dossier
