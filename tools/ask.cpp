#include "tools/session.hpp"
#include "tools/subcommands.hpp"
#include "tools/table.hpp"
#include "tools/terminal.hpp"

#include <iostream>

namespace dossier::tools {

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
        std::cout << drawn(*body, terminal_columns());
    else
        std::cout << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
    return all_well;
}

}  // namespace dossier::tools
