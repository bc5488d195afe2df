#include "api/target.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace dossier {
namespace {

namespace urls = boost::urls;

constexpr std::size_t parameters_max = 50;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_plain(std::string_view segment) {
    return segment != "." && segment != ".." && segment.find('/') == std::string_view::npos &&
           std::none_of(segment.begin(), segment.end(), is_control);
}

}  // namespace

const std::string* Target::parameter(std::string_view name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? nullptr : &found->second;
}

std::optional<Target> target_of(std::string_view text) {
    const auto parsed = text.starts_with('/') ? urls::parse_origin_form({text.data(), text.size()})
                                              : urls::parse_uri({text.data(), text.size()});
    if (!parsed) return std::nullopt;
    Target target;
    for (const auto& segment : parsed->segments()) {
        const std::string decoded(segment);
        if (!is_plain(decoded)) return std::nullopt;
        target.path.append("/").append(decoded);
    }
    if (target.path.empty()) target.path = "/";
    if (parsed->params().size() > parameters_max) return std::nullopt;
    for (const auto& parameter : parsed->params())
        target.parameters.emplace(parameter.key, parameter.value);
    return target;
}

}  // namespace dossier
