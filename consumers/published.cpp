#include "consumers/published.hpp"

#include "schema/json_text.hpp"

namespace dossier {

void append_published(std::string& to, const Entry& entry, std::size_t index) {
    const Event& event = entry.events.at(index);
    to.append(R"({"seq":)").append(std::to_string(entry.seq));
    to.append(R"(,"index":)").append(std::to_string(index));
    to.append(R"(,"at":")").append(to_text(entry.at)).append("\"");
    if (entry.effective_at)
        to.append(R"(,"effective_at":")").append(to_text(*entry.effective_at)).append("\"");
    if (entry.actor) append_quoted(to.append(R"(,"actor":)"), entry.actor->text);
    append_quoted(to.append(R"(,"command":)"), entry.command.id);
    append_quoted(to.append(R"(,"type":)"), event.type);
    to.append(R"(,"schema":)").append(std::to_string(event.schema));
    append_quoted(to.append(R"(,"stream":)"), event.stream.text);
    to.append(R"(,"version":)").append(std::to_string(event.version));
    to.append(R"(,"data":)").append(event.data.text).append("}");
}

}  // namespace dossier
