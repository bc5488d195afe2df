#include "bench/raw_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace dossier::bench {

struct RawJson::Impl {
    boost::json::value value;
};

RawJson::RawJson(std::string_view text)
    : impl_(std::make_unique<Impl>(Impl{boost::json::parse({text.data(), text.size()})})) {}
RawJson::~RawJson() = default;
RawJson::RawJson(RawJson&&) noexcept = default;
std::string RawJson::text() const { return boost::json::serialize(impl_->value); }

}  // namespace dossier::bench
