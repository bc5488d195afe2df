#include "consumers/kafka/schemas.hpp"

#include "consumers/envelope.hpp"
#include "domain/catalog.hpp"
#include "schema/formats.hpp"
#include "schema/json_text.hpp"

namespace dossier {
namespace {

constexpr std::string_view uuid_pattern = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

std::string begin(const Type& type) {
    return R"({"title":)" + dossier::quoted(type.name) + R"(,"description":)" +
           dossier::quoted(type.doc) + R"(,"type":"object")";
}

std::string text_with(std::string_view rules) {
    return R"({"type":"string")" + std::string(rules) + "}";
}

}  // namespace

std::string sealed_schema() {
    return R"({"description":"A personal value, under a key that is not on this topic.",)"
           R"("type":"object","required":["sealed","box"],"properties":)"
           R"({"sealed":{"type":"integer","description":"The number of its key in the tenant."},)"
           R"("box":{"type":"string","description":"The closed value, base64."}}})";
}

std::string published_schema(const Type& event, std::string_view aggregate,
                             const std::string& definitions) {
    const std::string stream =
        R"(,"pattern":"^)" + std::string(aggregate) + "/" + std::string(uuid_pattern) + R"($")";
    std::string made = begin(event);
    made += R"(,"required":["seq","index","at","command","type","schema","stream","version",)";
    made += R"("data"],"properties":{)";
    made += R"("seq":{"type":"integer","minimum":1,"description":"Of the entry, in the tenant."},)";
    made += R"("index":{"type":"integer","minimum":0,"description":"Its place in the entry."},)";
    made += R"("at":{"type":"string","format":"date-time","description":"When recorded."},)";
    made += R"("effective_at":{"type":"string","format":"date-time",)";
    made += R"("description":"When it took effect, if that is another instant."},)";
    made += R"("actor":{"type":"string","description":"Who asked; nobody: the house itself."},)";
    made += R"("command":{"type":"string","description":"The id of what was asked."},)";
    made += R"("type":{"const":)" + dossier::quoted(event.name) + "},";
    made += R"("schema":{"type":"integer","minimum":1},)";
    made += R"("stream":)" + text_with(stream) + ",";
    made += R"("version":{"type":"integer","minimum":1,"description":"Of the record."},)";
    made += R"("data":)" + stored_schema(event, definitions + "Sealed");
    return made + "}}";
}

std::string envelope_schema(const Type& command) {
    std::string made = begin(command);
    made += R"(,"required":["id","type"],"additionalProperties":false,"properties":{)";
    made += R"("id":)" + text_with(R"(,"format":"uuid","pattern":"^)" + std::string(uuid_pattern) +
                                   R"($","description":"The idempotency key.")");
    made += R"(,"type":{"const":)" + dossier::quoted(command.name) + "}";
    made += R"(,"stream":)" + text_with(R"(,"description":"The record that is asked.")");
    made += R"(,"data":)" + json_schema(command);
    made += R"(,"expected_version":{"type":"integer","minimum":0,)";
    made += R"("description":"Refuse it at another version of the record."})";
    made += R"(,"effective_at":)" + text_with(R"(,"format":"date-time")");
    made += R"(,"dry_run":{"type":"boolean","description":"Decide, answer, and leave nothing."})";
    made += R"(,"reason":)" + text_with(R"(,"maxLength":)" + std::to_string(reason_max));
    made += R"(,"batch":)" + text_with(R"(,"maxLength":)" + std::to_string(name_max));
    made += R"(,"correlation":)" + text_with(R"(,"maxLength":)" + std::to_string(name_max));
    return made + R"(,"via":{"enum":["http","import"]}}})";
}

std::string as_document(std::string schema, std::string_view kind, const Type& type) {
    std::string head = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":)";
    head += dossier::quoted("urn:dossier:" + std::string(kind) + ":" + type.name + ":" +
                            std::to_string(type.schema));
    schema.pop_back();
    return head + "," + schema.substr(1) + R"(,"$defs":{"Sealed":)" + sealed_schema() + "}}";
}

void every_event(const std::function<void(const Type&, std::string_view)>& each) {
    for (const Aggregate* aggregate : all_aggregates())
        for (const EventType& event : aggregate->events) each(*event.type, aggregate->name);
}

void every_command(const std::function<void(const Type&)>& each) {
    for (const Aggregate* aggregate : all_aggregates())
        for (const CommandType& command : aggregate->commands) each(*command.type);
    for (const Transaction& transaction : all_transactions()) each(*transaction.type);
}

}  // namespace dossier
