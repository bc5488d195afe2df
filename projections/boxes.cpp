#include "projections/boxes.hpp"

#include <charconv>

namespace dossier {
namespace {

constexpr std::string_view opening = R"({"sealed":)", middle = R"(,"box":")", closing = R"("})";

/// The box that stands at the front, and how long it is; 0 when there is none.
std::size_t take_box(std::string_view at, Box& box) {
    const char* const end = at.data() + at.size();
    const auto [after, error] = std::from_chars(at.data() + opening.size(), end, box.key);
    if (error != std::errc{}) return 0;
    const auto start = static_cast<std::size_t>(after - at.data());
    if (!at.substr(start).starts_with(middle)) return 0;
    const std::size_t text = start + middle.size(), stop = at.find('"', text);
    if (stop == std::string_view::npos || !at.substr(stop).starts_with(closing)) return 0;
    box.text = at.substr(text, stop - text);
    return stop + closing.size();
}

}  // namespace

std::string revealed(const Keys& keys, std::string_view tenant, std::string_view json, bool whole) {
    return replace_boxes(json, [&](const Box& box) -> std::string {
        if (!whole) return R"({"hidden":"masked"})";
        return keys.open(tenant, box).value_or(R"({"hidden":"forgotten"})");
    });
}

std::string replace_boxes(std::string_view json,
                          const std::function<std::string(const Box&)>& with) {
    std::string made;
    made.reserve(json.size());
    for (;;) {
        const std::size_t at = json.find(opening);
        made += json.substr(0, at);
        if (at == std::string_view::npos) return made;
        json.remove_prefix(at);
        Box box;
        const std::size_t size = take_box(json, box);
        made += size == 0 ? std::string(json.substr(0, opening.size())) : with(box);
        json.remove_prefix(size == 0 ? opening.size() : size);
    }
}

}  // namespace dossier
