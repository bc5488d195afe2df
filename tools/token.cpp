#include "tools/token.hpp"

#include "base/error.hpp"
#include "consumers/token.hpp"
#include "tools/local.hpp"
#include "tools/session.hpp"
#include "tools/subcommands.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iostream>

namespace dossier::tools {
namespace {

constexpr std::int64_t hour_us = std::int64_t{3'600} * 1'000'000;

/// Whole or not at all, and never readable by others.
void write_for_owner(const std::filesystem::path& file, const std::string& text) {
    const std::filesystem::path draft = file.string() + ".new";
    const mode_t before = umask(0077);
    std::ofstream out(draft, std::ios::trunc);
    out << text << '\n';
    out.close();
    umask(before);
    if (!out) throw CannotGoOn("cannot write " + draft.string());
    std::filesystem::rename(draft, file);
}

}  // namespace

std::string leave_token(const Place& place, const Bearer& who, const Clock& clock, int hours) {
    need_data(place);
    SystemRandom random;
    const Tokens tokens(token_key(place.data / "token.key", random), clock);
    const Timestamp now = clock.now();
    std::string token =
        tokens.sign({who.tenant, who.user, now, {now.us + std::int64_t{hours} * hour_us}});
    write_for_owner(token_file(place.data), token);
    return token;
}

std::optional<Bearer> bearer_left(const Place& place) {
    std::ifstream in(token_file(place.data));
    std::string token;
    std::getline(in, token);
    const std::size_t first = token.find('.'), last = token.rfind('.');
    if (first == std::string::npos || first == last) return std::nullopt;
    const auto claims = from_base64url(token.substr(first + 1, last - first - 1));
    const auto body = claims ? parsed(*claims) : std::nullopt;
    if (!body || !body->is_object()) return std::nullopt;
    return Bearer{text_of(body->get_object(), "tenant"), {text_of(body->get_object(), "sub")}};
}

int token(const Place& place, const TokenArguments& arguments) {
    Bearer who = bearer_left(place).value_or(Bearer{});
    if (!arguments.tenant.empty()) who.tenant = arguments.tenant;
    if (!arguments.user.empty()) who.user = {arguments.user};
    if (who.tenant.empty() || !is_stream_id(who.user.text))
        throw CannotGoOn(
            "whose token? say --tenant acme --user user/018f… (as 'dossier setup' "
            "printed them)");
    const SystemClock clock;
    const std::string token = leave_token(place, who, clock, arguments.hours);
    if (arguments.print)
        std::cout << token << '\n';
    else
        std::cout << token_file(place.data).string() << " lets " << who.user.text << " of "
                  << who.tenant << " in for " << arguments.hours << " hours.\n";
    return all_well;
}

}  // namespace dossier::tools
