#include "tools/session.hpp"

#include <fstream>

namespace dossier::tools {

std::filesystem::path token_file(const std::filesystem::path& data) { return data / "token"; }

std::string token_of(const Place& place) {
    if (!place.token.empty()) return place.token;
    std::ifstream in(token_file(place.data));
    std::string token;
    std::getline(in, token);
    if (token.empty())
        throw CannotGoOn(
            "no token: run 'dossier token' beside the server's data directory, or set "
            "DOSSIER_TOKEN");
    return token;
}

Http session(const Place& place) { return Http(place.url, token_of(place)); }

std::string refusal_of(const json::object& problem) {
    std::string out = text_of(problem, "detail");
    if (out.empty()) out = text_of(problem, "title");
    if (const std::string rule = text_of(problem, "rule"); !rule.empty()) out += " [" + rule + "]";
    if (const auto* errors = problem.if_contains("errors"); errors && errors->is_array())
        for (const json::value& error : errors->get_array())
            if (error.is_object())
                out += "\n  " + text_of(error.get_object(), "path") + " " +
                       text_of(error.get_object(), "message");
    return out;
}

std::string refusal_of(const HttpAnswer& answer) {
    const auto body = parsed(answer.body);
    std::string out = body && body->is_object() ? refusal_of(body->get_object()) : "";
    if (out.empty()) out = "the server answered " + std::to_string(answer.status);
    if (answer.status == 401) out += ": run 'dossier token' for a fresh one";
    return out;
}

std::string as_target(std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = path.starts_with('/') ? "" : "/";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && c != '"' && c != '<' && c != '>')
            out += c;
        else
            out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

}  // namespace dossier::tools
