#pragma once
// Boost.JSON with nothing of ours around it. raw_json.cpp is the benchmark's own door to it.
#include <memory>
#include <string>
#include <string_view>

namespace dossier::bench {

class RawJson {
public:
    explicit RawJson(std::string_view text);
    ~RawJson();
    RawJson(RawJson&&) noexcept;
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::bench
