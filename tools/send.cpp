#include "tools/send.hpp"

#include "base/clock.hpp"
#include "base/random.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"
#include "tools/words.hpp"

#include <fstream>
#include <iostream>

namespace dossier::tools {
namespace {

std::string fresh_id() {
    SystemRandom random;
    return uuid7(SystemClock{}.now(), random);
}

std::string accepted_line(const json::object& answer) {
    std::string out = coloured("accepted", Colour::green) + "  " + text_of(answer, "stream");
    if (const auto* version = answer.if_contains("version")) out += "  version " + shown(*version);
    if (const auto* seq = answer.if_contains("seq")) out += "  seq " + shown(*seq);
    const auto* events = answer.if_contains("events");
    if (events == nullptr || !events->is_array() || events->get_array().empty())
        return out + "  it was so already";
    for (const json::value& event : events->get_array())
        if (event.is_object()) out += "  " + text_of(event.get_object(), "type");
    return out;
}

int send_one(const Place& place, const SendArguments& arguments, const Type& type) {
    std::span<const std::string> words = arguments.words;
    std::string stream;
    if (!words.empty() && words.front().find('=') == std::string::npos) {
        stream = words.front();
        words = words.subspan(1);
        if (!is_stream_id(stream))
            throw CannotGoOn("'" + stream +
                             "' is neither a record's id (case/018f…) nor name=value");
    }
    HttpRequest request{"POST", "/v1/commands/" + type.name, data_of(type, words)};
    const auto say = [&](const char* name, const std::string& value) {
        if (!value.empty()) request.headers.emplace_back(name, value);
    };
    say("Idempotency-Key", arguments.id.empty() ? fresh_id() : arguments.id);
    say("Dossier-Stream", stream);
    say("Dossier-Reason", arguments.reason);
    say("Dossier-Effective-At", arguments.effective_at);
    say("Dossier-Dry-Run", arguments.dry_run ? "true" : "");
    if (arguments.expected_version)
        say("If-Match", "\"" + std::to_string(*arguments.expected_version) + "\"");

    const HttpAnswer answer = session(place).ask(request);
    const auto body = parsed(answer.body);
    if (!answer.well() || !body || !body->is_object()) {
        std::cerr << "dossier: " << refusal_of(answer) << '\n';
        return answer.status >= 500 || answer.status == 401 ? nothing_done : some_refused;
    }
    std::cout << (out_is_terminal() ? accepted_line(body->get_object()) : answer.body) << '\n';
    return all_well;
}

/// The line as an envelope with an id; nothing when it is no JSON object.
std::optional<std::string> with_id(std::string_view line, std::uint64_t number) {
    auto command = parsed(line);
    if (!command || !command->is_object()) return std::nullopt;
    auto& envelope = command->get_object();
    if (envelope.contains("id")) return std::string(line);
    envelope["id"] = id_of_line(number, line);
    return json::serialize(envelope);
}

std::uint64_t lines_in(const std::string& file) {
    std::ifstream in(file);
    return static_cast<std::uint64_t>(
        std::count(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>(), '\n'));
}

int send_file(const Place& place, const SendArguments& arguments) {
    const bool pipe = arguments.what == "-";
    std::ifstream file;
    if (!pipe) file.open(arguments.what);
    std::istream& in = pipe ? std::cin : file;

    SendTotals totals;
    Progress progress("Sending", pipe ? 0 : lines_in(arguments.what));
    Sender sender(session(place), arguments.wait_s, [&](const json::object& outcome) {
        ++(outcome.contains("seq") ? totals.accepted : totals.refused);
        std::cout << json::serialize(outcome) << '\n';
        progress.at(++totals.sent);
    });
    std::uint64_t number = 0, broken = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        if (auto command = with_id(line, number)) {
            sender.add(std::move(*command));
            continue;
        }
        ++broken;
        std::cerr << (pipe ? "stdin" : arguments.what) << ':' << number
                  << " is not a JSON object; left out\n";
    }
    sender.flush();
    std::cout.flush();
    progress.finish();
    std::cerr << totals.accepted << " accepted, " << totals.refused << " refused";
    if (broken > 0) std::cerr << ", " << broken << " unreadable";
    std::cerr << ".\n";
    return totals.refused + broken > 0 ? some_refused : all_well;
}

}  // namespace

int send(const Place& place, const SendArguments& arguments) {
    if (const Type* type = command_type(arguments.what)) return send_one(place, arguments, *type);
    if (arguments.what == "-" || std::filesystem::is_regular_file(arguments.what)) {
        if (!arguments.words.empty())
            throw CannotGoOn("a file is sent as it is: nothing may follow its name");
        return send_file(place, arguments);
    }
    throw CannotGoOn(
        "'" + arguments.what +
        "' is neither a command, a file nor -: 'dossier send --help' lists the commands");
}

}  // namespace dossier::tools
