#include "schema/json_copy.hpp"

#include <set>

namespace dossier {
namespace {

void copy(JsonCursor& from, const Path& at, Errors& errors, std::string& to);

void copy_members(JsonCursor& from, const Path& at, Errors& errors, std::string& to) {
    std::set<std::string, std::less<>> names;
    char before = '{';
    for (bool more = from.enter(); more; more = from.more()) {
        to.push_back(before);
        before = ',';
        std::string scratch;
        JsonCursor quoted = from;
        to += quoted.raw();
        to.push_back(':');
        const std::string_view name = from.key(scratch);
        if (!names.emplace(name).second)
            report(errors, {at.child(name).text(), "twice", "This comes twice in one object."});
        copy(from, at.child(name), errors, to);
    }
    if (before == '{') to.push_back('{');
    to.push_back('}');
}

void copy(JsonCursor& from, const Path& at, Errors& errors, std::string& to) {
    if (from.peek() == '{') return copy_members(from, at, errors, to);
    if (from.peek() != '[') return void(to += from.raw());
    char before = '[';
    std::size_t i = 0;
    for (bool more = from.enter(); more; more = from.more()) {
        to.push_back(before);
        before = ',';
        copy(from, at.child(i++), errors, to);
    }
    if (before == '[') to.push_back('[');
    to.push_back(']');
}

}  // namespace

std::string copy_json(JsonCursor& from, const Path& at, Errors& errors) {
    std::string copied;
    copy(from, at, errors, copied);
    return copied;
}

}  // namespace dossier
