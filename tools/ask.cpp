#include "tools/session.hpp"
#include "tools/subcommands.hpp"
#include "tools/table.hpp"
#include "tools/terminal.hpp"

#include <algorithm>
#include <iostream>

namespace dossier::tools {
namespace {

/// Fields of a list that lead to one record each, which people would rather know by name.
constexpr const char* leading[] = {"client", "contact", "party", "assignee", "owner", "user"};

/// Asks again for those records beside the items; the same answer where that cannot be.
json::value with_names(Http& http, const std::string& path, json::value answer) {
    const auto* items = items_of(answer);
    if (items == nullptr || path.find("expand=") != path.npos) return answer;
    std::string fields;
    for (const char* field : leading)
        if (std::any_of(items->begin(), items->end(), [&](const json::value& item) {
                return item.is_object() && item.get_object().contains(field);
            }))
            fields += (fields.empty() ? "" : ",") + std::string(field);
    if (fields.empty()) return answer;
    const char sign = path.find('?') == path.npos ? '?' : '&';
    const HttpAnswer again = http.ask({"GET", as_target(path + sign + "expand=" + fields)});
    auto body = again.well() ? parsed(again.body) : std::nullopt;
    return body ? std::move(*body) : answer;
}

}  // namespace

int ask(const Place& place, const AskArguments& arguments) {
    std::string path = arguments.path;
    if (!arguments.as_of.empty())
        path += (path.find('?') == std::string::npos ? "?as_of=" : "&as_of=") + arguments.as_of;
    // Whether it lives, a server tells anybody.
    const bool open = path == "/livez" || path == "/readyz" || path == "/metrics";
    Http http = open ? Http(place.url, place.token) : session(place);
    const HttpAnswer answer = http.ask({"GET", as_target(path)});
    if (!answer.well()) {
        std::cerr << "dossier: " << refusal_of(answer) << '\n';
        return answer.status >= 500 || answer.status == 401 ? nothing_done : some_refused;
    }
    const auto body = parsed(answer.body);
    if (body && arguments.csv)
        std::cout << as_csv(*body);
    else if (body && out_is_terminal() && !arguments.json)
        std::cout << drawn(with_names(http, path, *body), terminal_columns());
    else
        std::cout << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
    return all_well;
}

}  // namespace dossier::tools
