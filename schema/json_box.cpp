#include "schema/json_box.hpp"

namespace dossier {

std::optional<Box> take_box(JsonCursor& from) {
    if (from.peek() != '{') return {};
    Box box;
    std::string scratch;
    int sealed = 0, text = 0;
    for (bool more = from.enter(); more; more = from.more()) {
        const std::string_view name = from.key(scratch);
        if (name == "sealed") {
            const auto key = from.whole();
            if (!key || ++sealed > 1) return {};
            box.key = *key;
        } else if (name == "box" && from.peek() == '"' && ++text == 1) {
            box.text = from.string(scratch);
        } else {
            return {};
        }
    }
    if (sealed + text != 2) return {};
    return box;
}

}  // namespace dossier
