#pragma once
// Broken infrastructure is thrown. A refusal is a value; see domain/kernel/rejection.hpp.
#include <stdexcept>
#include <string>

namespace dossier {

enum class Retry : bool { no, yes };

/// A disk or a broker did not do what it promised. Says what was tried, where, and what it said.
class StoreError : public std::runtime_error {
public:
    explicit StoreError(const std::string& what, Retry retry = Retry::no)
        : std::runtime_error(what), retry_(retry) {}
    bool may_retry() const { return retry_ == Retry::yes; }

private:
    Retry retry_;
};

}  // namespace dossier
