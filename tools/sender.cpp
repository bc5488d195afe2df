#include "base/ids.hpp"
#include "domain/kernel/meta.hpp"
#include "tools/send.hpp"

#include <thread>

namespace dossier::tools {
namespace {

constexpr std::size_t lines_max = 200;
constexpr std::size_t bytes_max = 512 << 10;
constexpr auto pause = std::chrono::milliseconds{250};

bool busy(const HttpAnswer& answer) { return answer.status == 429 || answer.status == 503; }

}  // namespace

std::string id_of_line(std::uint64_t number, std::string_view line) {
    Meta meta;
    meta.command = std::string(line);
    return derived_id(meta, "line/" + std::to_string(number));
}

Sender::Sender(Http http, int wait_s, Each each)
    : http_(std::move(http)), wait_s_(wait_s), each_(std::move(each)) {}

void Sender::add(std::string command) {
    if (count_ == lines_max || (count_ > 0 && waiting_.size() + command.size() > bytes_max))
        deliver();
    waiting_ += command + "\n";
    ++count_;
}

void Sender::flush() {
    if (count_ > 0) deliver();
}

void Sender::deliver() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{wait_s_};
    const HttpRequest request{"POST", "/v1/commands", waiting_, "application/x-ndjson"};
    HttpAnswer answer;
    for (;;) {
        const bool last = std::chrono::steady_clock::now() >= until;
        try {
            answer = http_.ask(request);
            if (!busy(answer) || last) break;
        } catch (const CannotGoOn&) {
            if (last) throw;
        }
        std::this_thread::sleep_for(pause);
    }
    if (!answer.well()) throw CannotGoOn(refusal_of(answer));

    std::size_t outcomes = 0;
    for (std::string_view rest = answer.body; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const auto outcome = parsed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!outcome || !outcome->is_object()) continue;
        ++outcomes;
        each_(outcome->get_object());
    }
    if (outcomes != count_)
        throw CannotGoOn("the server answered " + std::to_string(outcomes) + " of " +
                         std::to_string(count_) + " commands: run this again");
    waiting_.clear();
    count_ = 0;
}

}  // namespace dossier::tools
