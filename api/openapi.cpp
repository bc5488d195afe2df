#include "api/openapi.hpp"

#include "domain/catalog.hpp"
#include "schema/formats.hpp"
#include "schema/json_text.hpp"

namespace dossier {
namespace {

struct FieldRow {
    const char* name;
    const char* schema;
    const char* doc;
};

const FieldRow envelope[] = {
    {"Idempotency-Key", R"({"type":"string","format":"uuid"})",
     "The command's id: sent again under it, a command gets its first answer."},
    {"If-Match", R"({"type":"string"})", "The version of the record the caller has seen."},
    {"Dossier-Stream", R"({"type":"string"})", "The record that is asked: case/018f…."},
    {"Dossier-Effective-At", R"({"type":"string","format":"date-time"})",
     "When it took effect, if not now; for imports."},
    {"Dossier-Reason", R"({"type":"string","maxLength":500})", "Why, for the audit trail."},
    {"Dossier-Batch", R"({"type":"string","maxLength":100})", "What it is a part of."},
    {"Dossier-Via", R"({"enum":["http","import"]})", "import: past instants are no mistake."},
    {"Dossier-Dry-Run", R"({"type":"boolean"})", "Decide, answer, and leave nothing."},
};

constexpr std::string_view schemas = R"({
"Event":{"type":"object","properties":{"type":{"type":"string"},"stream":{"type":"string"},"version":{"type":"integer"},"data":{"type":"object","description":"As the command's sender may see it: a personal value is open, or Hidden."}}},
"Accepted":{"type":"object","required":["id","seq","stream","version","at","events"],"properties":{"id":{"type":"string"},"seq":{"type":"integer"},"stream":{"type":"string"},"version":{"type":"integer"},"at":{"type":"string","format":"date-time"},"events":{"type":"array","items":{"$ref":"#/components/schemas/Event"}}}},
"Hidden":{"description":"In place of a value that the caller may not see, or whose key is gone.","type":"object","required":["hidden"],"properties":{"hidden":{"enum":["masked","forgotten"]}}},
"Problem":{"description":"RFC 9457","type":"object","required":["type","title","status","class","rule"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"class":{"type":"string"},"rule":{"type":"string"},"errors":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},"rule":{"type":"string"},"message":{"type":"string"}}}},"records":{"type":"array","items":{"type":"string"}},"details":{"type":"object"}}}})";

constexpr std::string_view refused =
    R"("default":{"description":"Refused.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}})";
constexpr std::string_view accepted =
    R"("responses":{"200":{"description":"Accepted.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Accepted"}}}},)";

void append_parameter(std::string& to, std::string_view name, std::string_view in,
                      std::string_view schema, std::string_view doc) {
    to.append(R"({"name":)");
    append_quoted(to, name);
    to.append(R"(,"in":")").append(in).append("\"");
    if (in == "path") to.append(R"(,"required":true)");
    to.append(R"(,"description":)");
    append_quoted(to, doc);
    to.append(R"(,"schema":)").append(schema).append("}");
}

void append_command(std::string& to, const Type& type) {
    to.append(to.ends_with('{') ? "" : ",").append("\n");
    append_quoted(to, "/v1/commands/" + type.name);
    to.append(R"(:{"post":{"operationId":)");
    append_quoted(to, type.name);
    to.append(R"(,"tags":["commands"],"summary":)");
    append_quoted(to, type.doc);
    to.append(R"(,"parameters":[)");
    for (const FieldRow& field : envelope) {
        if (!to.ends_with('[')) to.push_back(',');
        append_parameter(to, field.name, "header", field.schema, field.doc);
    }
    to.append(R"(],"requestBody":{"content":{"application/json":{"schema":)");
    to.append(json_schema(type)).append("}}},").append(accepted).append(refused).append("}}}");
}

void append_query(std::string& to, const QueryRoute& route) {
    to.append(",\n");
    append_quoted(to, route.path);
    to.append(R"(:{"get":{"tags":["queries"],"summary":)");
    append_quoted(to, route.doc);
    to.append(R"(,"parameters":[)");
    for (std::size_t at = route.path.find('{'); at != std::string::npos;
         at = route.path.find('{', at + 1)) {
        if (!to.ends_with('[')) to.push_back(',');
        const std::string name = route.path.substr(at + 1, route.path.find('}', at) - at - 1);
        append_parameter(to, name, "path", R"({"type":"string"})", "");
    }
    for (const auto& [name, doc] : route.parameters) {
        if (!to.ends_with('[')) to.push_back(',');
        append_parameter(to, name, "query", R"({"type":"string"})", doc);
    }
    to.append(R"(],"responses":{"200":{"description":"As of its seq.",)");
    to.append(R"("content":{"application/json":{}}},"304":{"description":"As you have it."},)");
    to.append(refused).append("}}}");
}

}  // namespace

std::string openapi_json(const std::vector<QueryRoute>& queries, std::string_view version) {
    std::string made = R"({"openapi":"3.1.0","info":{"title":"Dossier","version":)";
    append_quoted(made, version);
    made.append(R"(},"security":[{"token":[]}],"components":{"securitySchemes":{"token":)");
    made.append(R"({"type":"http","scheme":"bearer","bearerFormat":"JWT"}},"schemas":)");
    made.append(schemas).append(R"(},"paths":{)");
    for (const Aggregate* aggregate : all_aggregates())
        for (const CommandType& command : aggregate->commands) append_command(made, *command.type);
    for (const Transaction& transaction : all_transactions())
        append_command(made, *transaction.type);
    for (const QueryRoute& query : queries) append_query(made, query);
    return made.append("}}");
}

}  // namespace dossier
