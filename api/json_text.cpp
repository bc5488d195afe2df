#include "api/json_text.hpp"

#include <cstdio>

namespace dossier {

void append_quoted(std::string& to, std::string_view text) {
    to.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            to.push_back('\\');
            to.push_back(c);
        } else if (c == '\n') {
            to.append("\\n");
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            to.append(escaped);
        } else {
            to.push_back(c);
        }
    }
    to.push_back('"');
}

std::string quoted(std::string_view text) {
    std::string made;
    made.reserve(text.size() + 2);
    append_quoted(made, text);
    return made;
}

}  // namespace dossier
