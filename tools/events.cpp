#include "tools/session.hpp"
#include "tools/subcommands.hpp"

#include <iostream>

namespace dossier::tools {
namespace {

/// Server-Sent Events, as far as they carry data: https://html.spec.whatwg.org §9.2.
class Frames {
public:
    /// Calls back with the data of every frame that is complete; false when one said so.
    bool add(std::string_view portion, const std::function<bool(const std::string&)>& each) {
        buffer_ += portion;
        for (std::size_t end; (end = buffer_.find('\n')) != std::string::npos;) {
            std::string line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            if (line.empty()) {
                if (!data_.empty() && !each(std::exchange(data_, {}))) return false;
            } else if (line.starts_with("data:")) {
                data_ +=
                    (data_.empty() ? "" : "\n") + line.substr(line.starts_with("data: ") ? 6 : 5);
            }
        }
        return true;
    }

private:
    std::string buffer_, data_;
};

std::string target_of(const EventsArguments& arguments) {
    std::string out = "/v1/events?follow=" + std::string(arguments.follow ? "true" : "false");
    if (!arguments.from.empty()) out += "&from=" + arguments.from;
    for (const std::string& type : arguments.types) out += "&type=" + type;
    if (!arguments.stream.empty()) out += "&stream=" + arguments.stream;
    return as_target(out);
}

}  // namespace

int events(const Place& place, const EventsArguments& arguments) {
    long long seen = 0;
    Frames frames;
    const auto each = [&](const std::string& data) {
        std::cout << data << std::endl;
        return ++seen != arguments.count;
    };
    const HttpAnswer answer = session(place).stream(
        {.target = target_of(arguments), .headers = {{"Accept", "text/event-stream"}}},
        [&](std::string_view portion) { return frames.add(portion, each); });
    if (answer.well()) return all_well;
    std::cerr << "dossier: " << refusal_of(answer) << '\n';
    return nothing_done;
}

}  // namespace dossier::tools
